using System.Collections.Concurrent;
using System.Net.Http.Json;
using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Reviewer.Api;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Reviewer.Tests;

/// <summary>The reviewer as it runs: its own bus, store, outbox and API, with a clock that the test moves.</summary>
internal sealed class ReviewerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _data;

    private ReviewerHost(WebApplication app, string data, FakeTimeProvider time, LoggedEvents logged)
    {
        (_app, _data, Time, Logged) = (app, data, time, logged);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    public LoggedEvents Logged { get; }

    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    public Heard Heard => _app.Services.GetRequiredService<Heard>();

    public static async Task<ReviewerHost> StartAsync(Action<IBusRegistrationConfigurator>? configure = null, params string[] settings)
    {
        var data = Directory.CreateTempSubdirectory("reviewer-").FullName;
        var time = new FakeTimeProvider(Some.Noon);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var logged = new LoggedEvents();
        builder.Logging.ClearProviders().AddProvider(logged);
        builder.Configuration.AddInMemoryCollection(settings.Append($"Data={data}")
            .Select(setting => setting.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0].Replace("__", ":", StringComparison.Ordinal), (string?)pair[1])));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<Heard>();
        builder.AddServiceDefaults();
        builder.AddApiReference();
        builder.Configuration["Transport"] ??= "InMemory";
        builder.AddServiceBus(bus =>
        {
            configure?.Invoke(bus);
            bus.AddReviewer(builder.Configuration);
            bus.AddConsumer<Heard.Listener>();
        });
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapReportApi();
        await app.Services.MigrateDatabasesAsync();
        await app.StartAsync();
        return new ReviewerHost(app, data, time, logged);
    }

    /// <summary>The same on the database of that kind, which is a new one.</summary>
    public static async Task<ReviewerHost> StartAsync(Database database, params string[] settings) =>
        await StartAsync(configure: null, [.. settings, .. await database.SettingsAsync()]);

    /// <summary>Publishes an alert as the receptor does.</summary>
    public Task ReceiveAsync(AlertReceived alert) => Bus.Publish(alert, publish => publish.MessageId = alert.ReceiptId);

    /// <summary>Publishes an inspector's answer.</summary>
    public Task AnswerAsync(InspectionCompleted answer) => Bus.Publish(answer);

    /// <summary>Sends what the reviewer sends to its own queue of reports.</summary>
    public async Task SendAsync(object message, Guid? messageId = null, Action<SendContext>? configure = null)
    {
        var reports = await Bus.GetSendEndpoint(ReviewerQueues.ReportsAddress);
        await reports.Send(message, Pipe.Execute<SendContext>(send =>
        {
            if (messageId is { } id) send.MessageId = id;
            configure?.Invoke(send);
        }));
    }

    /// <summary>Asks for a review as a person does.</summary>
    public async Task AskForReviewAsync(Guid reportId)
    {
        using var answer = await Http.PostAsJsonAsync($"/reports/{reportId}/review", new { by = "alice" });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Sets a verdict as a person does.</summary>
    public async Task SetVerdictAsync(Guid reportId)
    {
        using var answer = await Http.PostAsJsonAsync(
            $"/reports/{reportId}/review", new { by = "alice", verdict = new { severity = "safe", reason = "a drill" } });
        answer.EnsureSuccessStatusCode();
    }

    public async Task<T> HearAsync<T>(Func<T, bool>? which = null, string? what = null)
        where T : class =>
        await Patiently.ForAsync(() => Task.FromResult(Heard.Of<T>().FirstOrDefault(message => which?.Invoke(message) ?? true)), what ?? typeof(T).Name);

    /// <summary>Waits until the report is as it should be.</summary>
    public async Task<Report> SeeAsync(Guid reportId, Func<Report, bool> condition, string what)
    {
        Report? last = null;
        try
        {
            return await Patiently.ForAsync(async () => (last = await ReadAsync(reportId)) is { } report && condition(report) ? report : null, what);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{what}; the report is {last?.CurrentState}, version {last?.DocumentVersion}, reviews {last?.ReviewNumber}");
        }
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task<Report?> ReadAsync(Guid reportId) => WithStoreAsync(db =>
        db.Reports.AsNoTracking().FirstOrDefaultAsync(report => report.CorrelationId == reportId));

    public async Task<T> WithStoreAsync<T>(Func<ReviewerDbContext, Task<T>> use)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<ReviewerDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}

/// <summary>What the reviewer published.</summary>
internal sealed class Heard
{
    private readonly ConcurrentQueue<object> _messages = new();

    public IEnumerable<T> Of<T>() => _messages.OfType<T>();

    internal sealed class Listener(Heard heard) : IConsumer<ReportOpened>, IConsumer<ReportUpdated>, IConsumer<AlertReviewed>, IConsumer<InspectionRequested>
    {
        public Task Consume(ConsumeContext<ReportOpened> context) => Note(context.Message);

        public Task Consume(ConsumeContext<ReportUpdated> context) => Note(context.Message);

        public Task Consume(ConsumeContext<AlertReviewed> context) => Note(context.Message);

        public Task Consume(ConsumeContext<InspectionRequested> context)
        {
            context.Headers.Get<string>("AttributeType").Should().Be(context.Message.Attribute.Type);
            return Note(context.Message);
        }

        private Task Note(object message)
        {
            heard._messages.Enqueue(message);
            return Task.CompletedTask;
        }
    }
}
