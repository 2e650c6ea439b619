using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Sandbox.GitHub;
using AlertResponder.Sandbox.VirusTotal;
using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>Each service in a process of its own on SQS and SNS, and the outside world that they talk to, on ports of their own.</summary>
internal sealed class ServicesWorld : IAsyncDisposable
{
    public const string Receptor = "AlertResponder.Receptor";
    public const string Reviewer = "AlertResponder.Reviewer";
    public const string Inspector = "AlertResponder.Inspector.VirusTotal";
    public const string Emitter = "AlertResponder.Emitter.GitHub";

    private const int Seconds = 180;
    private const string Region = "eu-central-1";

    private readonly DirectoryInfo _data;
    private readonly Dictionary<string, ServerProcess> _processes = [];
    private readonly List<string> _transcripts = [];

    private ServicesWorld(DirectoryInfo data, LocalSqsSns aws, FakeVirusTotal virusTotal, FakeGitHub gitHub)
    {
        _data = data;
        (Aws, VirusTotal, GitHub) = (aws, virusTotal, gitHub);
        Settings = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = aws.Url.ToString(),
            ["AWS_REGION"] = Region,
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["Transport"] = "AmazonSqs",
            ["AmazonSqs__WaitTimeSeconds"] = "1",
            ["VirusTotal__ApiKey"] = virusTotal.ApiKey,
            ["VirusTotal__BaseUrl"] = virusTotal.BaseAddress.ToString(),
            ["GitHub__Token"] = gitHub.Token,
            ["GitHub__Repository"] = gitHub.Repository,
            ["GitHub__BaseUrl"] = gitHub.BaseAddress.ToString(),
            ["GitHub__WriteInterval"] = "0",
            ["GitHub__DuplicateCheckAfter"] = "1",
            ["Reports__InspectionDelay"] = "0.2",
            ["Reports__ReviewDelay"] = "0.5",
            ["Reports__UpdateInterval"] = "1",
            ["Reports__ReReviewDelay"] = "1",
            ["Policy"] = "Evidence",
        };
    }

    public LocalSqsSns Aws { get; }

    public FakeVirusTotal VirusTotal { get; }

    public FakeGitHub GitHub { get; }

    /// <summary>The environment variables of the next start.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>Starts the outside world, and the services that are named.</summary>
    public static async Task<ServicesWorld> StartAsync(params string[] services)
    {
        var data = Directory.CreateTempSubdirectory("alertresponder-test-");
        var aws = await LocalSqsSns.StartAsync(Path.Combine(data.FullName, "sqs-sns"));
        var world = new ServicesWorld(data, aws, await FakeVirusTotal.StartAsync(), await FakeGitHub.StartAsync());
        try
        {
            foreach (var service in services) await world.StartAsync(service);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a service on the same data folder as before.</summary>
    public async Task StartAsync(string service) => _processes[service] = await ServerProcess.ServiceAsync(service, _data.FullName, Settings);

    /// <summary>Ends a service by <c>kill -9</c>.</summary>
    public async Task KillAsync(string service)
    {
        if (!_processes.Remove(service, out var process)) return;

        await process.DisposeAsync();
        _transcripts.Add($"{service} {process.Transcript}");
    }

    /// <summary>Posts a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="idempotencyKey">What makes a document that is sent again the same one.</param>
    /// <returns>The alert id of its only alert; null when it was not taken and has to be sent again.</returns>
    public async Task<string?> TrySendAsync(string document, string? idempotencyKey = null)
    {
        using var http = Http(Receptor);
        using var content = new StringContent(document, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (idempotencyKey is not null) content.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await http.PostAsync(new Uri("/alerts", UriKind.Relative), content);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable) return null;

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.GetProperty("accepted").EnumerateArray().Single().GetProperty("alertId").GetString();
    }

    /// <summary>Posts a document that is taken.</summary>
    public async Task<string> SendAsync(string document) => (await TrySendAsync(document)).Should().NotBeNull().And.Subject!;

    /// <summary>The newest report of an alert id; null while there is none.</summary>
    public async Task<ReportDocument?> ReportAsync(string alertId)
    {
        using var http = Http(Reviewer);
        using var response = await http.GetAsync(new Uri($"/reports/by-alert/{alertId}", UriKind.Relative));
        if (response.StatusCode == HttpStatusCode.NotFound) return null;

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<ReportDocument>();
    }

    /// <summary>Waits until the newest report of an alert id is as wanted.</summary>
    public Task<ReportDocument> ReportAsync(string alertId, Func<ReportDocument, bool> condition, string what) => ForAsync(
        async () => await ReportAsync(alertId) is { } report && condition(report) ? report : null, $"the report {what}");

    /// <summary>What a service says of its health.</summary>
    public async Task<HttpStatusCode> ReadyAsync(string service)
    {
        using var http = Http(service);
        using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return response.StatusCode;
    }

    /// <summary>Waits for something; what the services wrote is part of a failure's message.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, string what) => ForAsync(async () => await condition() ? this : null, what);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _processes.Keys.ToList()) await KillAsync(service);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _transcripts));
        await VirusTotal.DisposeAsync();
        await GitHub.DisposeAsync();
        await Aws.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private HttpClient Http(string service) => new() { BaseAddress = _processes[service].Address, Timeout = TimeSpan.FromSeconds(Seconds) };

    private async Task<T> ForAsync<T>(Func<Task<T?>> find, string what)
        where T : class
    {
        try
        {
            return await Patiently.ForAsync(find, what, Seconds);
        }
        catch (TimeoutException exception)
        {
            var transcripts = _transcripts.Concat(_processes.Select(process => $"{process.Key} {process.Value.Transcript}"));
            throw new TimeoutException($"{exception.Message}\n{string.Join('\n', transcripts)}");
        }
    }
}
