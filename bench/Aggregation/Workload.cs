using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Reviewer;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Bench.Aggregation;

/// <summary>What is measured: a host as the services have it, on the in-memory transport, and the publisher of the alerts.</summary>
internal sealed class Workload : IAsyncDisposable
{
    public const string Reviewer = "reviewer";
    public const string InMemorySaga = "in-memory-saga";

    private const int Publishers = 8;

    private readonly IHost _host;
    private readonly Consumption _consumption;

    private Workload(IHost host, Consumption consumption) => (_host, _consumption) = (host, consumption);

    /// <summary>The last report that was told of.</summary>
    public LastReport LastReport => _host.Services.GetRequiredService<LastReport>();

    public static async Task<Workload> StartAsync(StartWorkload start)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(start.Settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Configuration[ServiceBusExtensions.TransportKey] = "InMemory";
        // The standard output belongs to what the conductor is answered.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.AddServiceDefaults();
        builder.Services.AddSingleton<LastReport>();
        builder.AddServiceBus(bus =>
        {
            if (start.ListensToReports) bus.AddConsumer<ReportListener>();
            if (start.Name == Reviewer)
                bus.AddReviewer(builder.Configuration);
            else
                bus.AddSagaStateMachine<AlertMemoryStateMachine, AlertMemory>().InMemoryRepository().Endpoint(endpoint => endpoint.Name = CoreRoute.AlertsQueue);
        });

        var host = builder.Build();
        var consumption = new Consumption();
        host.Services.GetRequiredService<IBusControl>().ConnectReceiveObserver(consumption);
        await host.Services.MigrateDatabasesAsync();
        await host.StartAsync();
        return new(host, consumption);
    }

    /// <summary>Publishes alerts.</summary>
    /// <returns>Seconds from the first publish to the end of the last alert's work.</returns>
    public async Task<double> AggregateAsync(AlertPattern pattern)
    {
        var bus = _host.Services.GetRequiredService<IBus>();
        var keys = pattern.Sequence();
        var next = -1;
        _consumption.Begin(keys.Length);
        var begin = TimeProvider.System.GetTimestamp();
        var publishing = Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => Task.Run(PublishSomeAsync)));
        // Of a failure nobody else would tell: the window stays full.
        if (await Task.WhenAny(publishing, _consumption.Complete) == publishing) await publishing;
        await _consumption.Complete;
        await publishing;
        return TimeProvider.System.GetElapsedTime(begin, _consumption.Last).TotalSeconds;

        async Task PublishSomeAsync()
        {
            while (Interlocked.Increment(ref next) is var alert && alert < keys.Length)
            {
                await _consumption.EnterAsync();
                var received = BenchAlert.Receive(keys[alert]);
                await bus.Publish(received, publish => publish.MessageId = received.ReceiptId);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _consumption.Dispose();
    }
}
