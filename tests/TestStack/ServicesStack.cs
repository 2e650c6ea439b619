using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.FakeServices.VirusTotal;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using AlertResponder.TestKit.SqsSns;
using Amazon.Runtime;
using Amazon.SQS;

namespace AlertResponder.TestStack;

/// <summary>Each service in a process of its own on SQS and SNS, and the outside world that they talk to, on ports of their own.</summary>
internal sealed class ServicesStack : IAsyncDisposable
{
    public const string Receptor = "AlertResponder.Receptor";
    public const string Reviewer = "AlertResponder.Reviewer";
    public const string Inspector = "AlertResponder.Inspector.VirusTotal";
    public const string Emitter = "AlertResponder.Emitter.GitHub";

    private const int Seconds = 180;
    private const string Region = "eu-central-1";
    private const char InstanceMark = '#';

    private readonly DirectoryInfo _data;
    private LocalPostgres? _postgres;
    private readonly ConcurrentDictionary<string, ServerProcess> _processes = [];
    private readonly ConcurrentQueue<string> _transcripts = [];

    private ServicesStack(DirectoryInfo data, LocalSqsSns aws, FakeVirusTotal virusTotal, FakeGitHub gitHub)
    {
        _data = data;
        (Aws, VirusTotal, GitHub) = (aws, virusTotal, gitHub);
        Settings = new Dictionary<string, string>(StackSettings.For(virusTotal, gitHub))
        {
            ["AWS_ENDPOINT_URL"] = aws.Url.ToString(),
            ["AWS_REGION"] = Region,
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["Transport"] = "AmazonSqs",
            ["AmazonSqs__WaitTimeSeconds"] = "1",
            ["Policy"] = "Evidence",
        };
    }

    public LocalSqsSns Aws { get; }

    /// <summary>The database server of a stack that was started on PostgreSQL.</summary>
    public LocalPostgres Postgres => _postgres ?? throw new InvalidOperationException("this stack keeps its data in files");

    public FakeVirusTotal VirusTotal { get; }

    public FakeGitHub GitHub { get; }

    /// <summary>The environment variables of the next start.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>Starts the outside world, and the services that are named, which keep their data in files.</summary>
    public static Task<ServicesStack> StartAsync(params string[] services) => StartAsync(services, onPostgres: false, null);

    /// <summary>Starts the outside world, and the services that are named, which keep their data in PostgreSQL.</summary>
    public static Task<ServicesStack> StartOnPostgresAsync(string[] services, Action<ServicesStack>? change = null) =>
        StartAsync(services, onPostgres: true, change);

    /// <summary>Another process of a service beside its first one.</summary>
    /// <param name="service">The service.</param>
    /// <param name="number">2 for the second.</param>
    /// <returns>Its name for <see cref="StartAsync(string)"/> and <see cref="KillAsync"/>.</returns>
    public static string Instance(string service, int number) => $"{service}{InstanceMark}{number}";

    /// <summary>Starts a service on the same data as before.</summary>
    public async Task StartAsync(string service) =>
        _processes[service] = await ServerProcess.ServiceAsync(service.Split(InstanceMark)[0], _data.FullName, Settings);

    /// <summary>Ends a service by <c>kill -9</c>.</summary>
    public async Task KillAsync(string service)
    {
        if (!_processes.TryRemove(service, out var process)) return;

        await process.DisposeAsync();
        _transcripts.Enqueue($"{service} {process.Transcript}");
    }

    /// <summary>Posts a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="idempotencyKey">What makes a document that is sent again the same one.</param>
    /// <returns>The alert id of its only alert; null when it was not taken and has to be sent again.</returns>
    public async Task<string?> TrySendAsync(string document, string? idempotencyKey = null) =>
        (await TrySendAllAsync(document, idempotencyKey))?.Single();

    /// <summary>Posts a document with any number of alerts.</summary>
    /// <param name="document">The document.</param>
    /// <param name="idempotencyKey">What makes a document that is sent again the same one.</param>
    /// <returns>The alert id of each; null when it was not taken, or nobody knows, and it has to be sent again.</returns>
    public async Task<IReadOnlyList<string>?> TrySendAllAsync(string document, string? idempotencyKey = null)
    {
        try
        {
            using var http = Http(Receptor);
            using var content = new StringContent(document, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            if (idempotencyKey is not null) content.Headers.Add("Idempotency-Key", idempotencyKey);
            using var response = await http.PostAsync(new Uri("/alerts", UriKind.Relative), content);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable) return null;

            response.StatusCode.Should().Be(HttpStatusCode.Accepted);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            return [.. answer.GetProperty("accepted").EnumerateArray().Select(accepted => accepted.GetProperty("alertId").GetString()!)];
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or KeyNotFoundException)
        {
            return null; // it was killed in the middle, or has not started again
        }
    }

    /// <summary>Posts a document, and gives what it is answered, whatever that is.</summary>
    public async Task<HttpStatusCode> PostAsync(byte[] document)
    {
        using var http = Http(Receptor);
        using var content = new ByteArrayContent(document) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http.PostAsync(new Uri("/alerts", UriKind.Relative), content);
        return response.StatusCode;
    }

    /// <summary>What the services that run wrote.</summary>
    public string Transcript => string.Join('\n', _processes.Values.Select(process => process.Transcript));

    /// <summary>The lines that a service wrote on its standard output.</summary>
    public IReadOnlyCollection<string> Output(string service) => _processes[service].Output;

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
        async () => await ReportAsync(alertId) is { } report && condition(report) ? report : null, () => $"the report {what}", Seconds);

    /// <summary>All reports, as the list has them.</summary>
    public async Task<IReadOnlyList<ListedReport>> ReportsAsync()
    {
        using var http = Http(Reviewer);
        var reports = new List<ListedReport>();
        for (var cursor = ""; cursor is not null;)
        {
            var query = cursor.Length > 0 ? $"&cursor={cursor}" : "";
            var page = await http.GetFromJsonAsync<ReportList>(new Uri($"/reports?limit=200{query}", UriKind.Relative));
            reports.AddRange(page!.Items);
            cursor = page.NextCursor;
        }

        return reports;
    }

    /// <summary>What happened to a report, oldest first.</summary>
    public async Task<IReadOnlyList<string>> TimelineAsync(Guid reportId)
    {
        using var http = Http(Reviewer);
        var timeline = await http.GetFromJsonAsync<JsonElement>(new Uri($"/reports/{reportId}/timeline", UriKind.Relative));
        return [.. timeline.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("what").GetString()!)];
    }

    /// <summary>A client of the same queues.</summary>
    public AmazonSQSClient Sqs() =>
        new(new BasicAWSCredentials("local", "local"), new AmazonSQSConfig { ServiceURL = Aws.Url.ToString(), AuthenticationRegion = Region });

    /// <summary>Where a service listens.</summary>
    public Uri AddressOf(string service) => _processes[service].Address;

    /// <summary>What a service says of its health.</summary>
    public async Task<HttpStatusCode> ReadyAsync(string service)
    {
        using var http = Http(service);
        using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return response.StatusCode;
    }

    /// <summary>Waits for something; what the services wrote is part of a failure's message.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, string what) => UntilAsync(condition, () => what, Seconds);

    /// <summary>Waits for something; what the services wrote is part of a failure's message.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, Func<string> what, int seconds) =>
        ForAsync(async () => await condition() ? this : null, what, seconds);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _processes.Keys.ToList()) await KillAsync(service);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _transcripts));
        await VirusTotal.DisposeAsync();
        await GitHub.DisposeAsync();
        await Aws.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static async Task<ServicesStack> StartAsync(string[] services, bool onPostgres, Action<ServicesStack>? change)
    {
        var data = Directory.CreateTempSubdirectory("alertresponder-test-");
        var aws = await LocalSqsSns.StartAsync(Path.Combine(data.FullName, "sqs-sns"));
        var stack = new ServicesStack(data, aws, await FakeVirusTotal.StartAsync(), await FakeGitHub.StartAsync());
        try
        {
            change?.Invoke(stack);
            if (onPostgres) await stack.UsePostgresAsync();
            foreach (var service in services) await stack.StartAsync(service);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    private async Task UsePostgresAsync()
    {
        _postgres = await LocalPostgres.StartAsync(durable: false);
        Settings["ConnectionStrings__Reports"] = await _postgres.CreateDatabaseAsync("reports");
        Settings["ConnectionStrings__Emitter"] = await _postgres.CreateDatabaseAsync("emitter");
        await ServerProcess.MigrateAsync(Reviewer, Settings);
        await ServerProcess.MigrateAsync(Emitter, Settings);
    }

    private HttpClient Http(string service) => new() { BaseAddress = _processes[service].Address, Timeout = TimeSpan.FromSeconds(Seconds) };

    private async Task<T> ForAsync<T>(Func<Task<T?>> find, Func<string> what, int seconds)
        where T : class
    {
        try
        {
            return await Patiently.ForAsync(find, "", seconds);
        }
        catch (TimeoutException)
        {
            var transcripts = _transcripts.Concat(_processes.Select(process => $"{process.Key} {process.Value.Transcript}"));
            throw new TimeoutException($"not within {seconds} s: {what()}\n{string.Join('\n', transcripts)}");
        }
    }
}

/// <summary>A page of the list of reports.</summary>
internal sealed record ReportList(IReadOnlyList<ListedReport> Items, string? NextCursor);

/// <summary>A report in the list.</summary>
internal sealed record ListedReport(Guid ReportId, string AlertId, ReportStatus Status, Severity? Severity, long AlertCount, int VerdictNumber);
