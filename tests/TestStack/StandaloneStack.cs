using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.FakeServices.VirusTotal;
using AlertResponder.TestKit;

namespace AlertResponder.TestStack;

/// <summary>One server process with its data folder, and the outside world that it talks to, on ports of their own.</summary>
internal sealed class StandaloneStack : IAsyncDisposable
{
    // For a machine that does much else; on an idle one nothing takes longer than a lease of the emitter.
    private const int Seconds = 180;
    private const int Page = 200;

    private readonly DirectoryInfo _data;
    private readonly List<string> _transcripts = [];
    private ServerProcess? _server;
    private HttpClient? _http;

    private StandaloneStack(DirectoryInfo data, FakeVirusTotal virusTotal, FakeGitHub gitHub, PolicyServer policy)
    {
        _data = data;
        (VirusTotal, GitHub, Policy) = (virusTotal, gitHub, policy);
        Settings = new Dictionary<string, string>(StackSettings.For(virusTotal, gitHub))
        {
            ["GitHub__Timeout"] = "2",
            ["GitHub__LookAfter"] = "1",
            ["Policy"] = "Http",
            ["Policy__Url"] = policy.Url.ToString(),
        };
    }

    public FakeVirusTotal VirusTotal { get; }

    public FakeGitHub GitHub { get; private set; }

    public PolicyServer Policy { get; }

    /// <summary>The environment variables of the next start.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>The program of the next start.</summary>
    public string Program { get; set; } = ServerProcess.Standalone;

    public string Data => _data.FullName;

    public ServerProcess Server => _server!;

    public HttpClient Http => _http!;

    /// <summary>Starts all of it.</summary>
    /// <param name="change">Changes the settings, which judge by the policy server and wait for next to nothing.</param>
    /// <param name="data">The data folder, which is deleted in the end; one for temporary files by default.</param>
    public static async Task<StandaloneStack> StartAsync(Action<StandaloneStack>? change = null, DirectoryInfo? data = null)
    {
        data ??= Directory.CreateTempSubdirectory("alertresponder-test-");
        var stack = new StandaloneStack(data, await FakeVirusTotal.StartAsync(), await FakeGitHub.StartAsync(), await PolicyServer.StartAsync());
        change?.Invoke(stack);
        try
        {
            await stack.StartServerAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server on the same data folder as before.</summary>
    public async Task StartServerAsync()
    {
        _server = await ServerProcess.ServeAsync(Data, Settings, Program);
        _http = new HttpClient { BaseAddress = _server.Address, Timeout = TimeSpan.FromSeconds(Seconds) };
    }

    /// <summary>Ends the server by <c>kill -9</c>.</summary>
    public async Task KillServerAsync()
    {
        if (_server is null) return;
        await _server.DisposeAsync();
        _transcripts.Add(_server.Transcript);
        _http?.Dispose();
        _server = null;
    }

    /// <summary>Takes GitHub off the net; it comes back empty, at the same address.</summary>
    /// <returns>Brings it back.</returns>
    public async Task<Func<Task>> StopGitHubAsync()
    {
        var port = GitHub.BaseAddress.Port;
        await GitHub.DisposeAsync();
        return async () => GitHub = await FakeGitHub.StartAsync(port);
    }

    /// <summary>Posts a document.</summary>
    /// <returns>The alert id of each alert that was accepted.</returns>
    public async Task<IReadOnlyList<string>> SendAsync(string document, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/alerts");
        request.Content = new StringContent(document, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await Http.SendAsync(request);
        // What any sender is asked to do: nothing of the request was taken.
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable) throw new HttpRequestException("503", null, response.StatusCode);
        if (response.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. answer.GetProperty("accepted").EnumerateArray().Select(accepted => accepted.GetProperty("alertId").GetString()!)];
    }

    /// <summary>Posts a document with one alert.</summary>
    /// <returns>Its alert id.</returns>
    public async Task<string> SendOneAsync(string document) => (await SendAsync(document)).Single();

    /// <summary>The newest report of an alert id; null while there is none.</summary>
    public async Task<ReportDocument?> ReportAsync(string alertId)
    {
        using var response = await Http.GetAsync($"/reports/by-alert/{alertId}");
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<ReportDocument>();
    }

    /// <summary>Waits until the newest report of an alert id is as wanted.</summary>
    public Task<ReportDocument> ReportAsync(string alertId, Func<ReportDocument, bool> condition, string what) => ForAsync(
        async () => await ReportAsync(alertId) is { } report && condition(report) ? report : null, $"the report {what}");

    /// <summary>How many alerts each report has, by alert id, as the list of reports says it.</summary>
    public async Task<Dictionary<string, int>> CountsAsync()
    {
        var counts = new Dictionary<string, int>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await Http.GetFromJsonAsync<ReportList>($"/reports?limit={Page}{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            foreach (var report in page!.Items) counts.Add(report.AlertId, (int)report.AlertCount);
            cursor = page.NextCursor;
        }

        return counts;
    }

    /// <summary>Waits until a report has a verdict and nothing is left to do: what does not show now never will.</summary>
    public async Task<ReportDocument> FinishedAsync(string alertId)
    {
        await ReportAsync(alertId, report => report.Verdict is not null, "has a verdict");
        await QuietAsync();
        return (await ReportAsync(alertId))!;
    }

    /// <summary>Waits until nothing is left to do.</summary>
    public async Task QuietAsync()
    {
        var work = new UnfinishedWork(Data);
        string? unfinished = null;
        await ForAsync(async () => (unfinished = await work.DescribeAsync()) is null ? this : null, () => $"all is done; left is {unfinished}");
    }

    /// <summary>Waits for something; what the server wrote is part of a failure's message.</summary>
    public Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits for something; what the server wrote is part of a failure's message.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, string what) => ForAsync(async () => await condition() ? this : null, what);

    public async ValueTask DisposeAsync()
    {
        await KillServerAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _transcripts));
        await VirusTotal.DisposeAsync();
        await GitHub.DisposeAsync();
        await Policy.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private Task<T> ForAsync<T>(Func<Task<T?>> find, string what)
        where T : class => ForAsync(find, () => what);

    private async Task<T> ForAsync<T>(Func<Task<T?>> find, Func<string> what)
        where T : class
    {
        try
        {
            return await Patiently.ForAsync(find, "", Seconds);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"not within {Seconds} s: {what()}\n{string.Join('\n', _transcripts)}\n{_server?.Transcript}");
        }
    }
}
