using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

/// <summary>What arrived at the end of the way.</summary>
public sealed class Heard
{
    private readonly ConcurrentQueue<(Guid MessageId, string Text, ActivityTraceId Trace)> _all = new();

    public int Count => _all.Count;
    public IEnumerable<Guid> MessageIds => _all.Select(one => one.MessageId);
    public IEnumerable<string> Texts => _all.Select(one => one.Text).Order();

    public IEnumerable<ActivityTraceId> Traces => _all.Select(one => one.Trace);

    public void Add(Guid messageId, string text) => _all.Enqueue((messageId, text, Activity.Current?.TraceId ?? default));
}

public sealed class SteppedConsumer(Heard heard) : IConsumer<Stepped>
{
    public Task Consume(ConsumeContext<Stepped> context)
    {
        heard.Add(context.MessageId!.Value, $"{context.Message.Amount}");
        return Task.CompletedTask;
    }
}
