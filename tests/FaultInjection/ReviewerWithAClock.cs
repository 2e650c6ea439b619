using System.Collections.Concurrent;
using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Reviewer;
using AlertResponder.Reviewer.Api;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.FaultInjection.Tests;

/// <summary>The reviewer as its host composes it, on a bus in memory and with a clock that the test sets.</summary>
internal sealed class ReviewerWithAClock : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;
    private readonly Consumptions _consumptions;

    private ReviewerWithAClock(WebApplication app, DirectoryInfo data, AdjustableClock clock, Consumptions consumptions)
    {
        (_app, _data, Clock, _consumptions) = (app, data, clock, consumptions);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public AdjustableClock Clock { get; }

    public HttpClient Http { get; }

    /// <summary>All messages that reached a consumer, also those that it ignored.</summary>
    public IReadOnlyCollection<Consumption> Consumed => _consumptions.All;

    /// <param name="settings">The settings, as environment variables have them.</param>
    public static async Task<ReviewerWithAClock> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var data = Directory.CreateTempSubdirectory("alertresponder-test-");
        var clock = new AdjustableClock(TimeProvider.System.GetUtcNow());
        var consumptions = new Consumptions();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Append(new("Transport", "InMemory")).Append(new("Data", data.FullName))
            .Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)));
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddServiceDefaults();
        builder.AddApiReference();
        builder.AddServiceBus(bus =>
        {
            bus.AddReviewer(builder.Configuration);
            bus.AddConsumer<Listener>();
            bus.AddConsumeObserver(_ => consumptions);
        });
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapReportApi();
        await app.Services.MigrateDatabasesAsync();
        await app.StartAsync();
        return new ReviewerWithAClock(app, data, clock, consumptions);
    }

    /// <summary>Publishes an alert as the receptor does, which has the same clock.</summary>
    public Task ReceiveAsync(string alertId)
    {
        var received = new AlertReceived
        {
            AlertId = alertId,
            ReceiptId = Guid.NewGuid(),
            ReceivedAt = Clock.GetUtcNow(),
            Alert = new Alert
            {
                Detector = "test",
                RuleId = "faults",
                RuleName = "Faults",
                Title = "An alert",
                Attributes = [new AlertAttribute { Type = "ipaddr", Value = Samples.Address, Context = ["remote"] }],
                Source = new AlertSource("alertresponder"),
            },
        };
        return _app.Services.GetRequiredService<IBus>().Publish(received, publish => publish.MessageId = received.ReceiptId);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>A message at its consumer.</summary>
    /// <param name="Type">Its type's name.</param>
    /// <param name="MessageId">Its id.</param>
    /// <param name="ReportId">Its report; none for an alert.</param>
    internal sealed record Consumption(string Type, Guid MessageId, Guid? ReportId);

    private sealed class Consumptions : IConsumeObserver
    {
        private readonly ConcurrentQueue<Consumption> _all = new();

        public IReadOnlyCollection<Consumption> All => _all;

        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class
        {
            // The reviewer's own messages are its secret; all that is about a report has this.
            var reportId = typeof(T).GetProperty("ReportId")?.GetValue(context.Message);
            _all.Enqueue(new(typeof(T).Name, context.MessageId!.Value, (Guid?)reportId));
            return Task.CompletedTask;
        }

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }

    /// <summary>Without anybody who listens, nothing of what is told would be seen.</summary>
    private sealed class Listener : IConsumer<ReportOpened>, IConsumer<AlertReviewed>
    {
        public Task Consume(ConsumeContext<ReportOpened> context) => Task.CompletedTask;

        public Task Consume(ConsumeContext<AlertReviewed> context) => Task.CompletedTask;
    }
}
