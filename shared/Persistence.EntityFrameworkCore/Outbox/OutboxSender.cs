using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using MassTransit;
using MassTransit.Serialization;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Gives rows to the transport.</summary>
internal sealed class OutboxSender(IBus bus)
{
    private static readonly ActivitySource Source = new("AlertResponder.Persistence.EntityFrameworkCore");
    private static readonly MethodInfo PublishEndpoint =
        typeof(OutboxSender).GetMethod(nameof(GetPublishEndpoint), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly ConcurrentDictionary<string, Type?> Types = new();
    private readonly ConcurrentDictionary<Type, Func<IBus, Task<ISendEndpoint>>> _publishers = new();

    /// <summary>The type that was published, when this process knows it.</summary>
    public static Type? TypeOf(OutboxRow row) =>
        row.PublishedType is null ? null : Types.GetOrAdd(row.PublishedType, name => Type.GetType(name, throwOnError: false));

    public async Task SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        using var activity = StartActivity(row);
        // A publish goes by its type, for the transport to lay the way to everybody who takes the type or one of its bases.
        var endpoint = TypeOf(row) is { } type
            ? await _publishers.GetOrAdd(type, CreatePublisher)(bus)
            : await bus.GetSendEndpoint(new Uri(row.Destination));
        await endpoint.Send(new SerializedMessageBody(), new OutboxSendPipe(row), cancellationToken);
    }

    private static Func<IBus, Task<ISendEndpoint>> CreatePublisher(Type type) =>
        PublishEndpoint.MakeGenericMethod(type).CreateDelegate<Func<IBus, Task<ISendEndpoint>>>();

    private static Task<ISendEndpoint> GetPublishEndpoint<T>(IBus bus)
        where T : class => bus.GetPublishSendEndpoint<T>();

    /// <summary>The trace goes on where the message was written, however long ago; without a listener only its identity is carried.</summary>
    private static Activity? StartActivity(OutboxRow row)
    {
        Activity.Current = null;
        if (row.TraceParent is null || !ActivityContext.TryParse(row.TraceParent, traceState: null, isRemote: true, out var parent)) return null;

        return Source.StartActivity("outbox deliver", ActivityKind.Producer, parent)
            ?? new Activity("outbox deliver").SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start();
    }
}
