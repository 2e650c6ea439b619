using AlertResponder.TestKit;
using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

/// <summary>What a test makes the consumers do.</summary>
public sealed class Script
{
    private int _calls;

    public int Calls => _calls;

    /// <summary>Runs in the consumer, with the number of the call from 1 on.</summary>
    public Func<ConsumeContext<Work>, int, Task> OnWork { get; set; } = (_, _) => Task.CompletedTask;

    public Task RunAsync(ConsumeContext<Work> context) => OnWork(context, Interlocked.Increment(ref _calls));
}

/// <summary>Leaves a note, tells of it, and does what the script says.</summary>
public class WorkConsumer(NoteContext notes, Script script) : IConsumer<Work>
{
    public async Task Consume(ConsumeContext<Work> context)
    {
        notes.Notes.Add(new Note { Text = context.Message.Text });
        await context.Publish(new Followed(context.Message.Text));
        await script.RunAsync(context);
    }
}

public sealed class WorkDefinition : ConsumerDefinition<WorkConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<WorkConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseEntityFrameworkOutbox<NoteContext>(context);
}

/// <summary>Calls others, so it runs before the transaction.</summary>
public sealed class SlowWorkConsumer(NoteContext notes, Script script) : IConsumer<Work>
{
    public async Task Consume(ConsumeContext<Work> context)
    {
        await context.Publish(new Followed(context.Message.Text));
        await script.RunAsync(context);
        notes.Notes.Add(new Note { Text = context.Message.Text });
    }
}

public sealed class SlowWorkDefinition : ConsumerDefinition<SlowWorkConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SlowWorkConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseEntityFrameworkOutbox<NoteContext>(context, options => options.AfterConsume());
}

/// <summary>Takes work of every kind, by the interface.</summary>
public sealed class AnyWorkConsumer(NoteContext notes) : IConsumer<IWork>
{
    public Task Consume(ConsumeContext<IWork> context)
    {
        notes.Notes.Add(new Note { Text = $"any {context.Message.Text}" });
        return Task.CompletedTask;
    }
}

public sealed class AnyWorkDefinition : ConsumerDefinition<AnyWorkConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AnyWorkConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseEntityFrameworkOutbox<NoteContext>(context);
}

public sealed class FollowedConsumer(Heard heard) : IConsumer<Followed>
{
    public Task Consume(ConsumeContext<Followed> context)
    {
        heard.Add(context.MessageId!.Value, context.Message.Text);
        return Task.CompletedTask;
    }
}

/// <summary>Takes batches, which the endpoint's outbox cannot.</summary>
public sealed class BatchConsumer(InboxTransaction<NoteContext> transaction, NoteContext notes, Script script) : IConsumer<Batch<Work>>
{
    public Task Consume(ConsumeContext<Batch<Work>> context) => transaction.RunAsync(context, "batch", async (fresh, outbox) =>
    {
        foreach (var work in fresh)
        {
            notes.Notes.Add(new Note { Text = work.Message.Text });
            await script.RunAsync(work);
        }

        await outbox.Publish(new Followed($"batch of {fresh.Count}"));
    });
}

public sealed class BatchDefinition : ConsumerDefinition<BatchConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<BatchConsumer> consumerConfigurator, IRegistrationContext context) =>
        consumerConfigurator.Options<BatchOptions>(options => options.SetMessageLimit(10).SetTimeLimit(ms: 200).SetConcurrencyLimit(1));
}

internal static class Wait
{
    public static Task ForNotesAsync(OutboxHost host, int count) =>
        Patiently.UntilAsync(async () => (await host.NotesAsync()).Count >= count, $"{count} notes");

    public static Task ForEmptyOutboxAsync(OutboxHost host) => Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 0, "the outbox is empty");
}

/// <summary>Waits for the gate, without inbox.</summary>
public sealed class GatedConsumer(TaskCompletionSource gate, System.Collections.Concurrent.ConcurrentDictionary<string, int> seen) : IConsumer<Followed>
{
    public async Task Consume(ConsumeContext<Followed> context)
    {
        await gate.Task;
        seen.AddOrUpdate(context.Message.Text, 1, (_, count) => count + 1);
    }
}
