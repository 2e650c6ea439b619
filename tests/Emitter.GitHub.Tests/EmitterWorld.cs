using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Emitter.GitHub.Emission;
using AlertResponder.Emitter.GitHub.Storage;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emitter.GitHub.Tests;

/// <summary>
/// A GitHub, a database file and an emitter process, with a clock that only moves when there is nothing to do before the next time
/// that something is due.
/// </summary>
internal sealed class EmitterWorld : IAsyncDisposable
{
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("emitter").FullName;
    private readonly Dictionary<string, string?> _settings;
    private readonly List<ServiceProvider> _others = [];
    private ServiceProvider _process = null!;

    private EmitterWorld(FakeGitHub gitHub, FakeTimeProvider clock, Dictionary<string, string?> settings) =>
        (GitHub, Clock, HostClock, _settings) = (gitHub, clock, new HostClock(clock), settings);

    public FakeGitHub GitHub { get; }

    public FakeTimeProvider Clock { get; }

    /// <summary>The emitter's own clock, which may be wrong; GitHub's is the true one.</summary>
    public HostClock HostClock { get; }

    public Capture Logs { get; } = new();

    public Ledger Ledger => _process.GetRequiredService<Ledger>();

    public IMeterFactory Meters => _process.GetRequiredService<IMeterFactory>();

    public IssueWorker Worker => _process.GetRequiredService<IssueWorker>();

    public FakeGitHubIssue Issue => GitHub.Issues.Should().ContainSingle().Subject;

    public static async Task<EmitterWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(Reports.Noon);
        var gitHub = await FakeGitHub.StartAsync(options: new FakeGitHubOptions { TimeProvider = clock });
        var all = new Dictionary<string, string?>
        {
            ["GitHub:Token"] = gitHub.Token,
            ["GitHub:Repository"] = gitHub.Repository,
            ["GitHub:BaseUrl"] = gitHub.BaseAddress.ToString(),
        };
        foreach (var (key, value) in settings) all[key] = value;
        var world = new EmitterWorld(gitHub, clock, all);
        all["Data"] = world._folder;
        await world.StartProcessAsync();
        return world;
    }

    /// <summary>The same on a new PostgreSQL database.</summary>
    public static async Task<EmitterWorld> StartOnPostgresAsync(params (string Key, string Value)[] settings) => await StartAsync(
        [.. settings, ("ConnectionStrings:emitter", await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync())]);

    /// <summary>Forgets the process, as kill -9 does, and starts another one on the same database.</summary>
    public async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        await _process.DisposeAsync();
        foreach (var (key, value) in settings) _settings[key] = value;
        await StartProcessAsync();
    }

    /// <summary>A ledger as another process has it, on the same database.</summary>
    public async Task<Ledger> AnotherLedgerAsync()
    {
        var process = await BuildProcessAsync();
        _others.Add(process);
        return process.GetRequiredService<Ledger>();
    }

    public Task<bool> TakeInAsync(ReportDocument report) =>
        Ledger.TakeInAsync(report.DocumentVersion, report.VerdictNumber, report, TestContext.Current.CancellationToken);

    /// <summary>Works until there is nothing left to do within the horizon.</summary>
    public async Task SettleAsync(TimeSpan? within = null)
    {
        var end = Clock.GetUtcNow() + (within ?? Horizon);
        for (var steps = 0; steps < 2000; steps++)
        {
            if (await StepAsync(Worker) is not { Ticks: > 0 } wait) continue;
            if (wait > end - Clock.GetUtcNow()) return;
            Clock.Advance(wait);
        }

        throw new TimeoutException("the worker does not come to rest");
    }

    public async Task<LedgerEntry> EntryAsync(Guid reportId)
    {
        await using var scope = _process.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<EmitterDbContext>().Entries.AsNoTracking().SingleAsync(entry => entry.ReportId == reportId);
    }

    public async Task<int> BegunWritesAsync()
    {
        await using var scope = _process.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<EmitterDbContext>().Writes.CountAsync();
    }

    public int CountCalls(string method, string pathEnd) =>
        GitHub.Calls.Count(call => call.Method == method && call.Path.EndsWith(pathEnd, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others) await other.DisposeAsync();
        await _process.DisposeAsync();
        await GitHub.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Lets several processes on the one database work at the same time, until none of them has anything to do.</summary>
    public async Task WorkTogetherAsync(int processes)
    {
        var others = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => BuildProcessAsync()));
        await Task.WhenAll(others.Select(async process =>
        {
            var worker = process.GetRequiredService<IssueWorker>();
            for (var idle = 0; idle < 20;)
                idle = await StepAsync(worker) > TimeSpan.Zero ? idle + 1 : 0;
        }));
        foreach (var process in others) await process.DisposeAsync();
    }

    // What is under way may leave something to do: only a worker that was quiet before knows how long there is nothing.
    private static async Task<TimeSpan> StepAsync(IssueWorker worker)
    {
        if (await worker.StepAsync(TestContext.Current.CancellationToken) == TimeSpan.Zero) return TimeSpan.Zero;
        await worker.FinishAsync();
        return await worker.StepAsync(TestContext.Current.CancellationToken);
    }

    private async Task StartProcessAsync() => _process = await BuildProcessAsync();

    private async Task<ServiceProvider> BuildProcessAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(HostClock);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddGitHubEmitter(configuration);
            bus.UsingInMemory();
        });
        var process = services.BuildServiceProvider();
        await process.MigrateDatabasesAsync();
        // The store makes its database ready; the worker itself is stepped by hand.
        foreach (var starter in process.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await starter.StartingAsync(CancellationToken.None);
        return process;
    }

    /// <summary>All that was logged.</summary>
    internal sealed class Capture : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, int Id, string Text)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, eventId.Id, $"{formatter(state, exception)} {exception}"));

        public void Dispose()
        {
        }
    }
}
