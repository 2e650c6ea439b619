using System.Collections.Concurrent;
using AlertResponder.TestKit;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

/// <summary>What a consumer heard.</summary>
public sealed class Heard<T>
    where T : class
{
    private readonly ConcurrentQueue<ConsumeContext<T>> _contexts = new();

    public IReadOnlyCollection<T> Messages => [.. _contexts.Select(context => context.Message)];

    /// <summary>Hears a message; to be the handler, or a part of it.</summary>
    public Task HearAsync(ConsumeContext<T> context)
    {
        _contexts.Enqueue(context);
        return Task.CompletedTask;
    }

    /// <summary>Waits for the one message that comes.</summary>
    public async Task<ConsumeContext<T>> OneAsync() => (await ManyAsync(1)).Single();

    /// <summary>Waits until as many were heard.</summary>
    public async Task<IReadOnlyList<ConsumeContext<T>>> ManyAsync(int count)
    {
        await Patiently.UntilAsync(() => _contexts.Count >= count, $"{count} of {typeof(T).Name} are heard");
        return [.. _contexts];
    }
}
