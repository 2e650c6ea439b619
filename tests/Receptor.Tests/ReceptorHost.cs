using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Http;
using AlertResponder.Receptor.Tests;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(ReceptorHost))]

namespace AlertResponder.Receptor.Tests;

/// <summary>The receptor in a real server on a loopback port, with a consumer on the bus that keeps what it hears.</summary>
public sealed class ReceptorHost : IAsyncLifetime
{
    private readonly WebApplication _app;
    private readonly Heard _heard = new();
    private readonly KeptLogs _logs = new();
    private int _closedConnections;

    public ReceptorHost()
        : this(new Dictionary<string, string?>())
    {
    }

    internal ReceptorHost(IReadOnlyDictionary<string, string?> settings, Action<WebApplicationBuilder>? configure = null, string environment = "Production")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => async connection =>
        {
            await next(connection);
            Interlocked.Increment(ref _closedConnections);
        })));
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.AddServiceDefaults();
        builder.AddApiReference();
        builder.Services.AddSingleton(_heard);
        builder.Configuration["Transport"] = "InMemory";
        builder.AddServiceBus(bus =>
        {
            bus.AddReceptor(builder.Configuration);
            bus.AddConsumer<HearAlertConsumer>();
        });
        configure?.Invoke(builder);
        _app = builder.Build();
        _app.UseServiceDefaults();
        _app.MapAlertIntake();
    }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    internal IEnumerable<(AlertReceived Alert, Guid? MessageId)> Alerts => _heard.Alerts;

    internal IEnumerable<string> Errors => _logs.Errors;

    internal int ClosedConnections => _closedConnections;

    internal IServiceProvider Services => _app.Services;

    internal static async Task<ReceptorHost> StartAsync(
        Dictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? configure = null, string environment = "Production")
    {
        var host = new ReceptorHost(settings ?? [], configure, environment);
        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        Client.BaseAddress = Address;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal Task<HttpResponseMessage> PostAsync(string json, string path = "/alerts", string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (idempotencyKey is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        return Client.SendAsync(request);
    }

    internal Task<HttpResponseMessage> PostAsync(byte[] body, string? contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return PostAsync(content);
    }

    internal Task<HttpResponseMessage> PostAsync(HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/alerts") { Content = content };
        request.Headers.ExpectContinue = true;
        return Client.SendAsync(request);
    }

    /// <summary>Sends one alert that is taken, and gives what came out on the bus.</summary>
    internal async Task<AlertReceived> SendAsync(string json, string path = "/alerts", string? idempotencyKey = null)
    {
        using var response = await PostAsync(json, path, idempotencyKey);
        var answer = await response.AnswerAsync();
        return await HeardAsync(answer.Accepted.Single().ReceiptId);
    }

    internal Task<AlertReceived> HeardAsync(Guid receiptId) => Patiently.ForAsync(
        () => Task.FromResult(_heard.Alerts.Where(heard => heard.MessageId == receiptId).Select(heard => heard.Alert).FirstOrDefault()),
        $"the alert of receipt {receiptId} on the bus");

    internal sealed class Heard
    {
        public ConcurrentQueue<(AlertReceived Alert, Guid? MessageId)> Alerts { get; } = new();
    }

    internal sealed class HearAlertConsumer(Heard heard) : IConsumer<AlertReceived>
    {
        public Task Consume(ConsumeContext<AlertReceived> context)
        {
            heard.Alerts.Enqueue((context.Message, context.MessageId));
            return Task.CompletedTask;
        }
    }

    private sealed class KeptLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Errors { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Errors.Enqueue($"{eventId.Id}: {formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}

internal static class Responses
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static Task<string> TextAsync(this HttpResponseMessage response) => response.Content.ReadAsStringAsync();

    /// <summary>The answer 202; another one fails with what it says.</summary>
    public static async Task<IntakeAnswer> AnswerAsync(this HttpResponseMessage response)
    {
        ((int)response.StatusCode).Should().Be(202, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<IntakeAnswer>(Web))!;
    }

    /// <summary>The paths and texts of a refusal; another answer fails with what it says.</summary>
    public static async Task<Dictionary<string, string[]>> ErrorsAsync(this HttpResponseMessage response)
    {
        ((int)response.StatusCode).Should().Be(400, await response.Content.ReadAsStringAsync());
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        return problem.GetProperty("errors").Deserialize<Dictionary<string, string[]>>()!;
    }
}
