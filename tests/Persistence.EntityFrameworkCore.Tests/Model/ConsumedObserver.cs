using System.Collections.Concurrent;
using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

/// <summary>Counts what consumers were done with, duplicates included.</summary>
public sealed class ConsumedObserver : IReceiveObserver
{
    private readonly ConcurrentDictionary<Type, int> _counts = new();

    public int Of<T>() => _counts.GetValueOrDefault(typeof(T));

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class
    {
        _counts.AddOrUpdate(typeof(T), 1, (_, count) => count + 1);
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
}
