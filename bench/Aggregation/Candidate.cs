using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Bench.Aggregation;

/// <summary>A workload with its database, measured round by round.</summary>
internal sealed class Candidate : IAsyncDisposable
{
    public const string OnPostgres = "reviewer, PostgreSQL";
    public const string OnSqlite = "reviewer, SQLite";
    public const string InMemory = "in-memory saga";

    private readonly WorkloadProcess _workload;
    private readonly LocalPostgres? _postgres;
    private readonly string? _folder;
    private long _alerts;

    private Candidate(string name, WorkloadProcess workload, ReportsStore? store, LocalPostgres? postgres = null, string? folder = null) =>
        (Name, _workload, Store, _postgres, _folder) = (name, workload, store, postgres, folder);

    public string Name { get; }

    public ReportsStore? Store { get; }

    /// <summary>A PostgreSQL server of its own that puts every commit on the disk.</summary>
    /// <param name="settings">Settings of the reviewer.</param>
    /// <param name="listensToReports">Whether somebody takes what the reviewer tells.</param>
    public static async Task<Candidate> OnPostgresAsync(Dictionary<string, string> settings, bool listensToReports = false)
    {
        var postgres = await LocalPostgres.StartAsync();
        var database = await postgres.CreateDatabaseAsync("reports");
        var start = new StartWorkload(Workload.Reviewer, new(settings) { ["ConnectionStrings:Reports"] = database }, listensToReports);
        return new(OnPostgres, await WorkloadProcess.StartAsync(start), ReportsStore.Postgres(database), postgres);
    }

    public static async Task<Candidate> OnSqliteAsync(Dictionary<string, string> settings)
    {
        var folder = Directory.CreateTempSubdirectory("alertresponder-bench-").FullName;
        var workload = await WorkloadProcess.StartAsync(new(Workload.Reviewer, new(settings) { ["Data"] = folder }));
        return new(OnSqlite, workload, ReportsStore.Sqlite(folder), folder: folder);
    }

    public static async Task<Candidate> InMemoryAsync() =>
        new(InMemory, await WorkloadProcess.StartAsync(new(Workload.InMemorySaga, [])), store: null);

    /// <summary>Publishes alerts and waits until all that follows from them is done.</summary>
    public async Task<RoundFigures> RunAsync(AlertPattern pattern)
    {
        var before = await UsageAsync();
        var begin = TimeProvider.System.GetTimestamp();
        var seconds = (await _workload.AskAsync<Aggregated>(new Aggregate(pattern))).Seconds;
        _alerts += pattern.Alerts;
        // An alert of a batch that failed is consumed before it is counted: that is no round to be proud of, but a true one.
        if (Store is not null && await Store.WaitForAlertsAsync(_alerts)) seconds = Elapsed();
        if (Store is not null) await Store.WaitForReportsAsync();
        var settled = Elapsed();
        var after = await UsageAsync();
        return new(pattern, seconds, settled, after.Workload - before.Workload, after.Postgres - before.Postgres);

        double Elapsed() => TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
    }

    public Task<ToldReport> LastReportAsync() => _workload.AskAsync<ToldReport>(new ReadLastReport());

    public async ValueTask DisposeAsync()
    {
        await _workload.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    private async Task<(Usage Workload, double Postgres)> UsageAsync() =>
        (await _workload.AskAsync<Usage>(new ReadUsage()), _postgres is null ? 0 : ProcessTree.CpuMilliseconds(_postgres.ProcessId));
}
