using AlertResponder.Bench.Aggregation;
using AlertResponder.Bench.Candidates;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using AlertResponder.TestKit.SqsSns;
using AlertResponder.TestStack;

namespace AlertResponder.Bench.Pipeline;

/// <summary>Each service in a process of its own, with its settings as they are by default but for delays, pacing and the cache.</summary>
internal sealed class PipelineStack : IAsyncDisposable
{
    private const string Receptor = "AlertResponder.Receptor";
    private const string Reviewer = "AlertResponder.Reviewer";
    private const string Inspector = "AlertResponder.Inspector.VirusTotal";
    private const string Emitter = "AlertResponder.Emitter.GitHub";
    private const string PagerDutyEmitter = "AlertResponder.Emitter.PagerDuty";

    private readonly LocalSqsSns _aws;
    private readonly LocalPostgres _postgres;
    private readonly List<(string Name, ServerProcess Process)> _services = [];

    private PipelineStack(LocalSqsSns aws, LocalPostgres postgres, StandIns standIns, string reports)
    {
        (_aws, _postgres, StandIns) = (aws, postgres, standIns);
        Verdicts = new VerdictStore(reports);
    }

    public StandIns StandIns { get; }

    public VerdictStore Verdicts { get; }

    public Uri ReceptorAddress => _services.Find(service => service.Name == Receptor).Process.Address;

    public Uri ReviewerAddress => _services.Find(service => service.Name == Reviewer).Process.Address;

    /// <summary>Starts everything but the SQS/SNS server, and waits until it is ready.</summary>
    /// <param name="aws">The SQS/SNS server.</param>
    /// <param name="reviewers">How many there are.</param>
    /// <param name="withPagerDuty">Whether emitter-pagerduty runs beside emitter-ghe.</param>
    /// <param name="more">Further settings of all services.</param>
    public static async Task<PipelineStack> StartAsync(
        LocalSqsSns aws, int reviewers, bool withPagerDuty = false, params (string Name, string Value)[] more)
    {
        var postgres = await LocalPostgres.StartAsync();
        var (reports, ledger) = (await postgres.CreateDatabaseAsync("reports"), await postgres.CreateDatabaseAsync("emitter"));
        var stack = new PipelineStack(aws, postgres, await StandIns.StartAsync(), reports);
        try
        {
            var settings = Settings(aws.Url, reports, ledger, stack.StandIns.Settings);
            foreach (var (name, value) in more) settings[name] = value;
            await stack.StartServicesAsync(reviewers, withPagerDuty ? [Emitter, PagerDutyEmitter] : [Emitter], settings);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public async Task<PipelineMoment> NowAsync()
    {
        var reports = await StandIns.CompleteAsync();
        var cpu = _services.GroupBy(service => service.Name, service => ProcessTree.CpuMilliseconds(service.Process.Id))
            .ToDictionary(service => service.Key["AlertResponder.".Length..].ToLowerInvariant(), service => service.Sum());
        cpu["PostgreSQL"] = ProcessTree.CpuMilliseconds(_postgres.ProcessId);
        cpu["SQS/SNS server"] = ProcessTree.CpuMilliseconds(_aws.ProcessId);
        cpu["stand-ins"] = ProcessTree.CpuMilliseconds(StandIns.ProcessId);
        cpu["the bench itself"] = Environment.CpuUsage.TotalTime.TotalMilliseconds;
        return new PipelineMoment(TimeProvider.System.GetTimestamp(), reports, cpu, await _aws.MessagesAsync());
    }

    /// <summary>The last lines of what a service wrote, for the message of a failure.</summary>
    public string Transcripts() => string.Join('\n', _services.Select(service =>
        $"{service.Name}: {string.Join('\n', service.Process.Output.Concat(service.Process.Errors).TakeLast(20))}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in _services) await process.DisposeAsync();
        await StandIns.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static Dictionary<string, string> Settings(Uri aws, string reports, string ledger, StandInSettings standIns) => new()
    {
        ["AWS_ENDPOINT_URL"] = aws.ToString(),
        ["AWS_REGION"] = AwsClients.Region,
        ["AWS_ACCESS_KEY_ID"] = AwsClients.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = AwsClients.SecretKey,
        ["ConnectionStrings__Reports"] = reports,
        ["ConnectionStrings__Emitter"] = ledger,
        ["Policy"] = "Evidence",
        ["Reports__InspectionDelay"] = "0",
        ["Reports__ReviewDelay"] = "0",
        ["VirusTotal__ApiKey"] = standIns.VirusTotalKey,
        ["VirusTotal__BaseUrl"] = standIns.VirusTotal.ToString(),
        // All alerts name the same few attributes: each is asked about all the same.
        ["VirusTotal__CacheFor"] = "0",
        ["GitHub__Token"] = standIns.GitHubToken,
        ["GitHub__Repository"] = standIns.Repository,
        ["GitHub__BaseUrl"] = standIns.GitHub.ToString(),
        ["PagerDuty__RoutingKey"] = standIns.PagerDutyKey,
        ["PagerDuty__BaseUrl"] = standIns.PagerDuty.ToString(),
        ["PagerDuty__WarnUnclassified"] = "true",
        // More than can be reached: no pacing.
        ["GitHub__WriteInterval"] = "0",
        ["GitHub__WritesPerMinute"] = "1000000",
        ["GitHub__WritesPerHour"] = "1000000",
    };

    private async Task StartServicesAsync(int reviewers, string[] emitters, Dictionary<string, string> settings)
    {
        await Task.WhenAll(emitters.Prepend(Reviewer).Select(name => ServerProcess.MigrateAsync(name, settings)));
        string[] names = [Receptor, .. Enumerable.Repeat(Reviewer, reviewers), Inspector, .. emitters];
        foreach (var starting in names.Select(async name => (name, await ServerProcess.ServiceAsync(name, Path.GetTempPath(), settings))).ToList())
            _services.Add(await starting);

        using var http = new HttpClient();
        foreach (var (name, process) in _services)
        {
            await Patiently.UntilAsync(
                async () =>
                {
                    using var answer = await http.GetAsync(new Uri(process.Address, "/health/ready"));
                    return answer.IsSuccessStatusCode;
                },
                $"{name} is ready");
        }
    }
}
