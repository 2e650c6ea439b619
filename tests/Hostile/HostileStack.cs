using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AlertResponder.Hostile.Tests;

/// <summary>The one-process host in the smallest container that the documentation allows, between peers that lie.</summary>
internal sealed class HostileStack : IAsyncDisposable
{
    private const string HeapLimit = "0xC000000"; // 192 MB, three quarters of a container of 256 MB: .NET's own default there
    private const long MaxResidentBytes = 384L * 1024 * 1024;

    private HostileStack(StandaloneStack inner, HostilePeer virusTotal, HostilePeer gitHub, HostilePeer policy) =>
        (Inner, VirusTotal, GitHub, Policy) = (inner, virusTotal, gitHub, policy);

    public StandaloneStack Inner { get; }

    public HostilePeer VirusTotal { get; }

    public HostilePeer GitHub { get; }

    public HostilePeer Policy { get; }

    public static async Task<HostileStack> StartAsync(Random random, Action<StandaloneStack>? change = null)
    {
        var (virusTotal, gitHub, policy) =
            (await HostilePeer.StartAsync(random), await HostilePeer.StartAsync(random), await HostilePeer.StartAsync(random));
        foreach (var peer in new[] { virusTotal, gitHub, policy }) peer.Hostility = 0;
        var inner = await StandaloneStack.StartAsync(stack =>
        {
            (virusTotal.Honest, gitHub.Honest, policy.Honest) = (stack.VirusTotal.BaseAddress, stack.GitHub.BaseAddress, stack.Policy.Url);
            stack.Settings["VirusTotal__BaseUrl"] = virusTotal.Address.ToString();
            stack.Settings["GitHub__BaseUrl"] = gitHub.Address.ToString();
            stack.Settings["Policy__Url"] = policy.Address.ToString();
            stack.Settings["Policy__Token"] = "policy-token-that-nobody-may-see";
            stack.Settings["VirusTotal__Timeout"] = "2";
            stack.Settings["Reports__ReviewGrace"] = "2";
            stack.Settings["Reports__InspectionDeadline"] = "5";
            stack.Settings["DOTNET_GCHeapHardLimit"] = HeapLimit;
            change?.Invoke(stack);
        });
        return new HostileStack(inner, virusTotal, gitHub, policy);
    }

    /// <summary>Sends a document, and takes any answer that the documentation allows.</summary>
    /// <returns>The alert ids that were accepted.</returns>
    public async Task<IReadOnlyList<string>> SendAsync(byte[] document, string path, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(document);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (idempotencyKey is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        using var response = await Inner.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            response.Headers.RetryAfter.Should().NotBeNull("a 503 says when to come again");
            return [];
        }

        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge) return [];
        response.StatusCode.Should().Be(HttpStatusCode.Accepted, "of {0}: {1}", Encoding.UTF8.GetString(document.AsSpan(0, Math.Min(document.Length, 500))), body);
        using var answer = JsonDocument.Parse(body);
        return [.. answer.RootElement.GetProperty("accepted").EnumerateArray().Select(accepted => accepted.GetProperty("alertId").GetString()!)];
    }

    /// <summary>Each report has its verdict; an ordinary alert that comes now has one too.</summary>
    public async Task AllHaveVerdictsAsync(IEnumerable<string> alertIds)
    {
        foreach (var alertId in alertIds.Distinct())
        {
            try
            {
                await Inner.ReportAsync(alertId, report => report.Verdict is not null, "has a verdict");
            }
            catch (TimeoutException exception)
            {
                throw new TimeoutException($"without a verdict: {JsonSerializer.Serialize(await Inner.ReportAsync(alertId))}", exception);
            }
        }

        await Inner.ReportAsync(
            await Inner.SendOneAsync(Samples.Json(Samples.Alert($"bystander-{Guid.NewGuid()}"))), report => report.Verdict is not null, "of a bystander has a verdict");
    }

    /// <summary>The process that was started still runs within its memory, has written no secret, and nobody was asked who had no business to be.</summary>
    public void IsWhole()
    {
        var status = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{Inner.Server.Id}/status"));
        var peak = long.Parse(status.Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        TestContext.Current.TestOutputHelper!.WriteLine($"peak of resident memory: {peak / 1024 / 1024} MiB");
        peak.Should().BeLessThan(MaxResidentBytes);
        foreach (var setting in new[] { "VirusTotal__ApiKey", "GitHub__Token", "Policy__Token" })
            Inner.Server.Transcript.Should().NotContain(Inner.Settings[setting], "{0} is a secret", setting);
        foreach (var peer in new[] { VirusTotal, GitHub, Policy }) peer.Trapped.Should().Be(0, "an address in an answer is nobody to ask");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in new[] { VirusTotal, GitHub, Policy }) await peer.DisposeAsync();
        await Inner.DisposeAsync();
    }
}
