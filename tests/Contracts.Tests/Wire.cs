using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlertResponder.Contracts.Tests;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(Wire))]

namespace AlertResponder.Contracts.Tests;

/// <summary>
/// The bus as every service sets it up, with an end that keeps what came over it: the envelope's text, and the message that was read from it.
/// </summary>
public sealed class Wire : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IHost _host;
    private readonly Arrivals _arrivals = new();

    public Wire()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_arrivals);
        builder.Configuration["Transport"] = "InMemory";
        builder.AddServiceBus(bus =>
        {
            foreach (var message in Messages.All) bus.AddConsumer(typeof(KeepConsumer<>).MakeGenericType(message.GetType()));
        });
        _host = builder.Build();
    }

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    /// <summary>Publishes a message and gives it as it arrived: the <c>message</c> part of the envelope, and what was read from it.</summary>
    public async Task<(JsonNode Json, object Message)> CarryAsync(object message)
    {
        var id = NewId.NextGuid();
        await _host.Services.GetRequiredService<IBus>().Publish(message, message.GetType(), context => context.MessageId = id);
        var arrival = await Patiently.ForAsync(() => Task.FromResult(_arrivals.Get(id)), $"message {id}");
        return (JsonNode.Parse(arrival.Envelope)!["message"]!, arrival.Message);
    }

    /// <summary>Reads a message that somebody else wrote, with the bus's own serializer options.</summary>
    public static object Read(Type type, JsonNode json) => json.Deserialize(type, SystemTextJsonMessageSerializer.Options)!;

    public static string Text(JsonNode node) => node.ToJsonString(Readable) + "\n";

    public static string GoldenPath(string message) => Repository.File($"tests/Contracts.Tests/Golden/{message}.json");

    internal sealed record Arrival(string Envelope, object Message);

    internal sealed class Arrivals
    {
        private readonly ConcurrentDictionary<Guid, Arrival> _byId = new();

        public void Add(Guid id, Arrival arrival) => _byId[id] = arrival;

        public Arrival? Get(Guid id) => _byId.GetValueOrDefault(id);
    }

    internal sealed class KeepConsumer<T>(Arrivals arrivals) : IConsumer<T>
        where T : class
    {
        public Task Consume(ConsumeContext<T> context)
        {
            arrivals.Add(context.MessageId!.Value, new Arrival(context.ReceiveContext.Body.GetString(), context.Message));
            return Task.CompletedTask;
        }
    }
}
