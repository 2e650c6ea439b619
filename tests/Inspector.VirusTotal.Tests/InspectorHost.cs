using System.Collections.Concurrent;
using AlertResponder.Contracts;
using AlertResponder.FakeServices.VirusTotal;
using AlertResponder.Inspection;
using AlertResponder.Inspector.VirusTotal.Inspection;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Inspector.VirusTotal.Tests;

/// <summary>The inspector as a host carries it, on the in-memory bus, with a record of what it answers and logs.</summary>
internal sealed class InspectorHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly AsyncServiceScope _scope;
    private bool _started;

    private InspectorHost(IHost host) => (_host, _scope) = (host, host.Services.CreateAsyncScope());

    public ConcurrentQueue<InspectionCompleted> Answers { get; } = new();

    /// <summary>How often each request that arrived had been put off before.</summary>
    public ConcurrentQueue<int> Arrivals { get; } = new();

    public ConcurrentQueue<string> LogLines { get; } = new();

    public T Get<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>Builds the host without starting the bus: for its client and its settings.</summary>
    public static InspectorHost Build(FakeVirusTotal? fake, TimeProvider? clock = null, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            .. fake is null ? [] : new KeyValuePair<string, string?>[]
            {
                new("VirusTotal:BaseUrl", fake.BaseAddress.ToString()), new("VirusTotal:ApiKey", fake.ApiKey),
            },
            .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)),
        ]).Build();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (clock is not null) builder.Services.AddSingleton(clock);
        InspectorHost? self = null;
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new LineLogger(line => self!.LogLines.Enqueue(line)));
        builder.Configuration["Transport"] = "InMemory";
        builder.AddServiceBus(bus =>
        {
            bus.AddVirusTotalInspector(configuration);
            bus.AddConsumer<Listener>();
            bus.AddSingleton(_ => self!);
        });
        return self = new InspectorHost(builder.Build());
    }

    public static async Task<InspectorHost> StartAsync(FakeVirusTotal? fake, params (string Key, string Value)[] settings)
    {
        var host = Build(fake, null, settings);
        await host.StartAsync();
        host.Get<IBus>().ConnectConsumeMessageObserver(new ArrivalObserver(host));
        return host;
    }

    public async Task StartAsync()
    {
        await _host.StartAsync();
        _started = true;
    }

    /// <summary>Asks, and waits for an answer that is no deferral.</summary>
    public async Task<InspectionCompleted> InspectAsync(string type, string value, params string[] contexts) =>
        await AnswerAsync(await AskAsync(Request(type, value, contexts)), answer => answer.Outcome != InspectionOutcome.Deferred);

    public async Task<InspectionRequested> AskAsync(InspectionRequested request)
    {
        await Get<IBus>().Publish(request);
        return request;
    }

    public Task<InspectionCompleted> AnswerAsync(InspectionRequested request, Func<InspectionCompleted, bool>? which = null) => Patiently.ForAsync(
        () => Task.FromResult(Answers.FirstOrDefault(answer => answer.InspectionId == request.InspectionId && (which?.Invoke(answer) ?? true))),
        $"an answer about {request.Attribute.Type} {request.Attribute.Value}");

    public static InspectionRequested Request(string type, string value, params string[] contexts) => new()
    {
        ReportId = Guid.NewGuid(),
        AlertId = new string('a', 64),
        InspectionId = Guid.NewGuid(),
        Attribute = new InspectedAttribute { Type = type, Value = value, Contexts = contexts.Length == 0 ? ["remote"] : contexts },
        Deadline = TimeProvider.System.GetUtcNow().AddMinutes(5),
    };

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        if (_started) await _host.StopAsync();
        _host.Dispose();
    }

    internal sealed class Listener(InspectorHost host) : IConsumer<InspectionCompleted>
    {
        public Task Consume(ConsumeContext<InspectionCompleted> context)
        {
            host.Answers.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    private sealed class ArrivalObserver(InspectorHost host) : IConsumeMessageObserver<InspectionRequested>
    {
        public Task PreConsume(ConsumeContext<InspectionRequested> context)
        {
            host.Arrivals.Enqueue(context.Headers.Get<int>(Deferral.Header) ?? 0);
            return Task.CompletedTask;
        }

        public Task PostConsume(ConsumeContext<InspectionRequested> context) => Task.CompletedTask;

        public Task ConsumeFault(ConsumeContext<InspectionRequested> context, Exception exception) => Task.CompletedTask;
    }

    private sealed class LineLogger(Action<string> write) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            write($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            write($"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
