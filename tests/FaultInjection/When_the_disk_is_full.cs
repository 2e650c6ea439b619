using System.Globalization;
using System.Net;
using System.Text;
using AlertResponder.Contracts;

namespace AlertResponder.FaultInjection.Tests;

/// <summary>Standalone keeps all it has in SQLite, on a disk that somebody else fills.</summary>
public sealed class When_the_disk_is_full
{
    private const int Megabytes = 24;
    private const int Keys = 5;
    private const int BeforeIt = 20;
    private const int Refusals = 10;
    private const int MaxAlerts = 2_000;

    [Fact]
    public async Task Senders_hear_503_and_all_that_was_taken_is_brought_to_its_end_once_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(Megabytes);
        await using var stack = await StandaloneStack.StartAsync(data: disk.CreateFolder("data"));
        var (alert, refused) = (0, new List<int>());
        while (alert < BeforeIt) (await PostAsync(stack, alert++)).Should().BeTrue();

        disk.Fill();
        // For a while there is room within the files.
        for (; refused.Count < Refusals && alert < MaxAlerts; alert++)
            if (!await PostAsync(stack, alert)) refused.Add(alert);
        refused.Should().HaveCount(Refusals, "of {0} alerts", alert);
        await stack.UntilAsync(() => stack.Server.Output.Any(SaysWhatIsFull), "it is said in words what is full, and where");

        disk.MakeRoom();
        foreach (var again in refused)
            await stack.UntilAsync(() => PostAsync(stack, again), $"alert {again} is taken when it is sent again");
        await stack.UntilAsync(async () => (await stack.CountsAsync()).Values.Sum() >= alert, "all alerts are counted");
        await stack.QuietAsync();

        var counts = await stack.CountsAsync();
        counts.Values.Should().HaveCount(Keys).And.Subject.Sum().Should().Be(alert);
        foreach (var alertId in counts.Keys)
            (await stack.ReportAsync(alertId)).Should().Match<ReportDocument>(report => report.Status == ReportStatus.Reviewed && report.VerdictNumber == 1);
        stack.GitHub.Issues.Should().HaveCount(Keys).And.OnlyContain(issue => issue.State == "open" && issue.Comments.Count == 1);

        bool SaysWhatIsFull(string line) => line.Contains(stack.Data, StringComparison.Ordinal) && line.Contains("disk is full", StringComparison.Ordinal);
    }

    /// <summary>Tells whether it was taken; if not, the sender is asked to come again.</summary>
    private static async Task<bool> PostAsync(StandaloneStack stack, int alert)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/alerts");
        var document = Samples.Alert($"key-{alert % Keys}", description: new string('x', 8_000));
        request.Content = new StringContent(Samples.Json(document), Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", alert.ToString(CultureInfo.InvariantCulture));
        using var response = await stack.Http.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.Accepted) return true;

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.Should().BePositive();
        return false;
    }
}
