using System.Collections.Concurrent;
using MassTransit;

namespace AlertResponder.Reviewer.Tests;

/// <summary>How the consumption of each message ended: null when well.</summary>
internal sealed class Outcomes : IConsumeObserver
{
    public ConcurrentDictionary<Guid, Exception?> Of { get; } = new();

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => Note(context, null);

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Note(context, exception);

    private Task Note(ConsumeContext context, Exception? exception)
    {
        Of[context.MessageId!.Value] = exception;
        return Task.CompletedTask;
    }
}
