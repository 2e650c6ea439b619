using System.Globalization;
using System.Net;
using System.Text;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>The heap of a container of 256 MB, as documented: three quarters of it.</summary>
public sealed class When_memory_is_small
{
    private const int AtOnce = 12;
    private const int RequestBytes = 8 * 1024 * 1024;

    private static readonly string HeapHardLimit = (192 * 1024 * 1024).ToString("X", CultureInfo.InvariantCulture);

    public static TheoryData<string> Documents => ["attributes", "large alerts", "values in a body", "600,000 members", "attributes, too many"];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Many_of_the_largest_documents_at_once_are_answered_and_the_next_alert_is_taken(string kind)
    {
        await using var stack = await ServicesStack.StartAsync();
        stack.Settings["DOTNET_GCHeapHardLimit"] = HeapHardLimit;
        await stack.StartAsync(ServicesStack.Receptor);
        var document = Encoding.UTF8.GetBytes(DocumentOf(kind));
        document.Length.Should().BeLessThanOrEqualTo(RequestBytes);

        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => stack.PostAsync(document)));

        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}, {document.Length} bytes: {string.Join(' ', answers.Select(status => (int)status))}");
        answers.Should().OnlyContain(status => status == HttpStatusCode.Accepted || status == HttpStatusCode.BadRequest
            || status == HttpStatusCode.ServiceUnavailable || status == HttpStatusCode.TooManyRequests);
        await stack.UntilAsync(
            async () => await stack.PostAsync(Encoding.UTF8.GetBytes(Samples.Read(Samples.AlertResponder))) == HttpStatusCode.Accepted, "the next alert is taken");
        stack.Transcript.Should().NotContain("OutOfMemory");
    }

    [Fact]
    public async Task Many_readers_of_a_report_of_large_alerts_all_get_it()
    {
        const int alerts = 100;
        await using var stack = await StandaloneStack.StartAsync(stack => stack.Settings["DOTNET_GCHeapHardLimit"] = HeapHardLimit);
        var description = new string('x', 100_000);
        var alertId = "";
        for (var sent = 0; sent < alerts; sent += 20)
            alertId = (await stack.SendAsync(Samples.Json(Enumerable.Range(0, 20).Select(_ => Samples.Alert("large", description: description)))))[0];
        await stack.ReportAsync(alertId, report => report.AlertCount == alerts, "has all alerts");

        var lengths = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await stack.Http.GetStringAsync($"/reports/by-alert/{alertId}")).Length));

        lengths.Should().OnlyContain(length => length > alerts * description.Length);
        stack.Server.Transcript.Should().NotContain("OutOfMemory");
    }

    private static string DocumentOf(string kind) => kind switch
    {
        // As many values as are taken: an alert of 60 attributes has 3 + 60 * 3 of them.
        "attributes" => Array(1_000, number => Alert(number, Attributes(60, ""))),
        "attributes, too many" => Array(1_000, number => Alert(number, Attributes(180, ""))),
        // As many bytes as are taken.
        "large alerts" => Array(100, number => Alert(number, $"\"more\":\"{new string('é', 40_000)}\"")),
        "values in a body" => Alert(0, $"\"more\":[{string.Join(',', Enumerable.Repeat("{}", 199_990))}]"),
        "600,000 members" => $"{{{string.Join(',', Enumerable.Range(0, 600_000).Select(n => $"\"{n}\":0"))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string Array(int count, Func<int, string> alert) => $"[{string.Join(',', Enumerable.Range(0, count).Select(alert))}]";

    private static string Alert(int number, string fields) => $$"""{"name":"n{{number}}","rule":"r",{{fields}}}""";

    private static string Attributes(int count, string more) =>
        $"\"attrs\":[{string.Join(',', Enumerable.Range(0, count).Select(n => $$"""{"type":"username","value":"{{n}}{{more}}"}"""))}]";
}
