using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Emission.Storage;
using AlertResponder.Emission.Work;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emission.Tests.FaultInjection;

/// <summary>
/// A target, a database and an emitter process, with a clock that only moves when there is nothing to do before the next time that something
/// is due.
/// </summary>
internal abstract class EmissionWorld<TEmitter, TState> : IFaultWorld
    where TEmitter : class, IEmitter<TState>
    where TState : class, new()
{
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("emitter").FullName;
    private readonly List<ServiceProvider> _others = [];
    private ServiceProvider _process = null!;

    protected EmissionWorld(FakeTimeProvider clock, IEnumerable<(string Key, string Value)> settings)
    {
        (Clock, HostClock) = (clock, new HostClock(clock));
        foreach (var (key, value) in settings) Settings[key] = value;
        Settings["Data"] = _folder;
    }

    public FakeTimeProvider Clock { get; }

    /// <summary>The emitter's own clock, which may be wrong; the target's is the true one.</summary>
    public HostClock HostClock { get; }

    public Capture Logs { get; } = new();

    /// <summary>What the reviewer was sent, by message id.</summary>
    public ConcurrentDictionary<Guid, ReportEmitted> Places { get; } = [];

    /// <summary>So many sends to the reviewer from now on fail.</summary>
    public int FailNextPlaces { get; set; }

    public KillSwitch Kill { get; private set; } = new();

    public Ledger<TEmitter> Ledger => _process.GetRequiredService<Ledger<TEmitter>>();

    public IMeterFactory Meters => _process.GetRequiredService<IMeterFactory>();

    public LedgerWorker<TEmitter, TState> Worker => _process.GetRequiredService<LedgerWorker<TEmitter, TState>>();

    public LedgerWatch<TEmitter> Watch => _process.GetRequiredService<LedgerWatch<TEmitter>>();

    public TargetPause<TEmitter> Pause => _process.GetRequiredService<TargetPause<TEmitter>>();

    public EmissionOptions Options => _process.GetRequiredService<EmitterOptions<TEmitter>>().Value;

    protected Dictionary<string, string?> Settings { get; } = [];

    public abstract IReadOnlyList<string> Written(Guid reportId);

    public abstract void LoseNextAnswer();

    public abstract void FailNextCalls(int count);

    public async Task StartProcessAsync() => _process = await BuildProcessAsync();

    /// <summary>Forgets the process, as kill -9 does, and starts another one on the same database.</summary>
    public async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        await _process.DisposeAsync();
        foreach (var (key, value) in settings) Settings[key] = value;
        Kill = new KillSwitch();
        await StartProcessAsync();
    }

    /// <summary>A ledger as another process has it, on the same database.</summary>
    public async Task<Ledger<TEmitter>> AnotherLedgerAsync()
    {
        var process = await BuildProcessAsync();
        _others.Add(process);
        return process.GetRequiredService<Ledger<TEmitter>>();
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

    /// <summary>Works until the process is killed, or there is nothing left to do.</summary>
    public async Task<bool> SettleUntilKilledAsync()
    {
        try
        {
            await SettleAsync();
        }
        catch (Exception) when (Kill.IsDead)
        {
            await Worker.FinishAsync();
        }

        return Kill.IsDead;
    }

    /// <summary>What the health check of the ledger says.</summary>
    public async Task<HealthReportEntry> HealthAsync() =>
        (await _process.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name.StartsWith("ledger-", StringComparison.Ordinal))).Entries.Values.Single();

    public void PassLease() => Clock.Advance(Options.Lease);

    public async Task<LedgerRow> RowAsync(Guid reportId)
    {
        await using var scope = _process.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LedgerContext<TEmitter>>().Rows.AsNoTracking().SingleAsync(row => row.ReportId == reportId);
    }

    public async Task<TState> StateAsync(Guid reportId) => LedgerJson.Read<TState>((await RowAsync(reportId)).State);

    public async Task<T> QueryAsync<T>(Func<LedgerContext<TEmitter>, Task<T>> query)
    {
        await using var scope = _process.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<LedgerContext<TEmitter>>());
    }

    /// <summary>Lets several processes on the one database work at the same time, until none of them has anything to do.</summary>
    public async Task WorkTogetherAsync(int processes)
    {
        var others = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => BuildProcessAsync()));
        await Task.WhenAll(others.Select(async process =>
        {
            var worker = process.GetRequiredService<LedgerWorker<TEmitter, TState>>();
            for (var idle = 0; idle < 20;)
                idle = await StepAsync(worker) > TimeSpan.Zero ? idle + 1 : 0;
        }));
        foreach (var process in others) await process.DisposeAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var other in _others) await other.DisposeAsync();
        await _process.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    protected abstract void Register(IBusRegistrationConfigurator bus, IConfiguration configuration);

    // What is under way may leave something to do: only a worker that was quiet before knows how long there is nothing.
    private static async Task<TimeSpan> StepAsync(LedgerWorker<TEmitter, TState> worker)
    {
        if (await worker.StepAsync(TestContext.Current.CancellationToken) == TimeSpan.Zero) return TimeSpan.Zero;
        await worker.FinishAsync();
        return await worker.StepAsync(TestContext.Current.CancellationToken);
    }

    private async Task<ServiceProvider> BuildProcessAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(HostClock);
        services.AddTransient<LedgerClock>(_ => new TestLedgerClock(HostClock));
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            Register(bus, configuration);
            bus.UsingInMemory();
        });
        services.AddScoped<IPlaceSender>(_ => new PlaceRecorder(this));
        var kill = Kill;
        services.ConfigureDbContext<LedgerContext<TEmitter>>(options => options.AddInterceptors(kill));
        var process = services.BuildServiceProvider();
        await process.MigrateDatabasesAsync();
        // The store makes its database ready; the worker itself is stepped by hand.
        foreach (var starter in process.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await starter.StartingAsync(CancellationToken.None);
        return process;
    }

    /// <summary>The reviewer's end: there is no bus in these tests.</summary>
    private sealed class PlaceRecorder(EmissionWorld<TEmitter, TState> world) : IPlaceSender
    {
        public Task SendAsync(ReportEmitted place, Guid messageId, CancellationToken cancellationToken)
        {
            if (world.FailNextPlaces-- > 0) throw new TimeoutException("the queue is out of reach");
            world.Places[messageId] = place;
            return Task.CompletedTask;
        }
    }
}
