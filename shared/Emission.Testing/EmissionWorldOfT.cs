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
using Xunit;

namespace AlertResponder.Emission.Testing;

/// <summary>
/// The world of one emitter. A derived class has a stand-in of the target, adds the emitter as its host does (<see cref="Register"/>), and says what
/// the stand-in has got. There is no bus: what its queue would have is given to <see cref="TakeInAsync"/>.
/// </summary>
/// <typeparam name="TEmitter">The emitter.</typeparam>
/// <typeparam name="TState">What it has to know of a report.</typeparam>
public abstract class EmissionWorld<TEmitter, TState> : EmissionWorld
    where TEmitter : class, IEmitter<TState>
    where TState : class, new()
{
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("emitter").FullName;
    private readonly List<ServiceProvider> _others = [];
    private ServiceProvider _process = null!;

    /// <summary>Makes the world; <see cref="StartProcessAsync"/> then starts the process.</summary>
    /// <param name="clock">The clock of all, also of the target's stand-in; it must move by itself only when it is advanced.</param>
    /// <param name="settings">The emitter's settings, e.g. <c>("Pager:Key", "k")</c>. Without a connection string the ledger is a SQLite file.</param>
    protected EmissionWorld(FakeTimeProvider clock, IEnumerable<(string Key, string Value)> settings)
        : base(clock)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var (key, value) in settings) Settings[key] = value;
        Settings["Data"] = _folder;
    }

    /// <summary>The emitter's settings, as the next process reads them.</summary>
    protected Dictionary<string, string?> Settings { get; } = [];

    internal Ledger<TEmitter> Ledger => _process.GetRequiredService<Ledger<TEmitter>>();

    internal IMeterFactory Meters => _process.GetRequiredService<IMeterFactory>();

    internal LedgerWorker<TEmitter, TState> Worker => _process.GetRequiredService<LedgerWorker<TEmitter, TState>>();

    internal LedgerWatch<TEmitter> Watch => _process.GetRequiredService<LedgerWatch<TEmitter>>();

    internal TargetPause<TEmitter> Pause => _process.GetRequiredService<TargetPause<TEmitter>>();

    internal EmissionOptions Options => _process.GetRequiredService<EmitterOptions<TEmitter>>().Value;

    /// <inheritdoc />
    public override async Task StartProcessAsync() => _process = await BuildProcessAsync();

    /// <inheritdoc />
    public override async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await _process.DisposeAsync();
        foreach (var (key, value) in settings) Settings[key] = value;
        Kill = new KillSwitch();
        await StartProcessAsync();
    }

    /// <summary>A ledger as another process has it, on the same database.</summary>
    internal async Task<Ledger<TEmitter>> AnotherLedgerAsync()
    {
        var process = await BuildProcessAsync();
        _others.Add(process);
        return process.GetRequiredService<Ledger<TEmitter>>();
    }

    /// <inheritdoc />
    public override Task<bool> TakeInAsync(ReportDocument report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Ledger.TakeInAsync(report.DocumentVersion, report.VerdictNumber, report, TestContext.Current.CancellationToken);
    }

    /// <inheritdoc />
    public override async Task SettleAsync(TimeSpan? within = null)
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

    internal override async Task<bool> SettleUntilKilledAsync()
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
    internal async Task<HealthReportEntry> HealthAsync() =>
        (await _process.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name.StartsWith("ledger-", StringComparison.Ordinal))).Entries.Values.Single();

    internal override void PassLease() => Clock.Advance(Options.Lease);

    internal async Task<LedgerRow> RowAsync(Guid reportId)
    {
        await using var scope = _process.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LedgerContext<TEmitter>>().Rows.AsNoTracking().SingleAsync(row => row.ReportId == reportId);
    }

    internal async Task<TState> StateAsync(Guid reportId) => LedgerJson.Read<TState>((await RowAsync(reportId)).State);

    internal async Task<T> QueryAsync<T>(Func<LedgerContext<TEmitter>, Task<T>> query)
    {
        await using var scope = _process.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<LedgerContext<TEmitter>>());
    }

    internal override async Task WorkTogetherAsync(int processes)
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

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var other in _others) await other.DisposeAsync();
        await _process.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Adds the emitter, as its host does, and the stand-in of its target.</summary>
    /// <param name="bus">The bus of the process.</param>
    /// <param name="configuration">What <see cref="Settings"/> has.</param>
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
