using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>
/// One transaction for a consumer that the endpoint's outbox cannot serve, because it takes batches or decides itself when to begin: inbox,
/// the handler's changes to the context, and the outbox are committed together or not at all.
/// </summary>
/// <typeparam name="TContext">The context, which is the same instance that the consumer's scope gives to others.</typeparam>
public sealed class InboxTransaction<TContext>
    where TContext : DbContext
{
    private readonly TContext _database;
    private readonly TransactionalOutbox<TContext> _outbox;
    private readonly IServiceProvider _services;

    internal InboxTransaction(TContext database, TransactionalOutbox<TContext> outbox, IServiceProvider services)
    {
        _database = database;
        _outbox = outbox;
        _services = services;
    }

    /// <summary>
    /// Hands those messages of a batch that have not been dealt with before to <paramref name="handle"/>, in their order and each MessageId
    /// once, and commits. When another transaction came first or the database is busy, the handler is called again with a context that
    /// tracks nothing; it must therefore change nothing but the context and the outbox.
    /// </summary>
    /// <typeparam name="T">The type of the messages.</typeparam>
    /// <param name="batch">The batch.</param>
    /// <param name="consumer">Under which name the inbox remembers the messages; endpoints that share work have it in common.</param>
    /// <param name="handle">The handler; what it publishes, sends or schedules on its second argument becomes rows of the outbox.</param>
    /// <returns>A task that ends after the commit.</returns>
    public Task RunAsync<T>(ConsumeContext<Batch<T>> batch, string consumer, Func<IReadOnlyList<ConsumeContext<T>>, ConsumeContext, Task> handle)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(batch);

        var messages = new List<ConsumeContext<T>>(batch.Message.Length);
        for (var i = 0; i < batch.Message.Length; i++) messages.Add(batch.Message[i]);
        return RunAsync(batch, messages, consumer, handle);
    }

    /// <summary>As for a batch, for one message: a message that was dealt with before does not reach the handler.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="consumer">Under which name the inbox remembers the message; endpoints that share work have it in common.</param>
    /// <param name="handle">The handler; what it publishes, sends or schedules on its second argument becomes rows of the outbox.</param>
    /// <returns>A task that ends after the commit.</returns>
    public Task RunAsync<T>(ConsumeContext<T> message, string consumer, Func<IReadOnlyList<ConsumeContext<T>>, ConsumeContext, Task> handle)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(message);

        return RunAsync(message, [message], consumer, handle);
    }

    private async Task RunAsync<TOuter, T>(ConsumeContext<TOuter> outer, List<ConsumeContext<T>> messages, string consumer,
        Func<IReadOnlyList<ConsumeContext<T>>, ConsumeContext, Task> handle)
        where TOuter : class
        where T : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(consumer);
        ArgumentNullException.ThrowIfNull(handle);

        await _outbox.Retry.RunAsync(AttemptAsync, outer.MessageId, outer.CancellationToken);

        async Task AttemptAsync()
        {
            try
            {
                await RunOnceAsync(outer, messages, handle, consumer);
            }
            catch
            {
                // A transaction that could not begin leaves the connection open, and with it this context's turn as the writer.
                await _database.Database.CloseConnectionAsync();
                throw;
            }
        }
    }

    private async Task RunOnceAsync<TOuter, T>(ConsumeContext<TOuter> outer, List<ConsumeContext<T>> messages,
        Func<IReadOnlyList<ConsumeContext<T>>, ConsumeContext, Task> handle, string consumer)
        where TOuter : class
        where T : class
    {
        _database.ChangeTracker.Clear();
        await using var transaction = await _database.Database.BeginTransactionAsync(outer.CancellationToken);
        var unseen = await _outbox.Inbox.InsertAsync(
            _database, messages.Select(MessageIdOf), consumer, _outbox.Now, outer.CancellationToken);
        var fresh = messages.Where(message => unseen.Remove(MessageIdOf(message))).ToList();
        OutboxContext<TContext, TOuter>? outbox = null;
        if (fresh.Count > 0)
        {
            outbox = new OutboxContext<TContext, TOuter>(outer, _outbox, _services, consumer, _database);
            await handle(fresh, outbox);
            await outbox.Buffer.FlushAsync(_database, _outbox.Outbox, outer.CancellationToken);
            await _database.SaveChangesAsync(outer.CancellationToken);
        }

        await transaction.CommitAsync(outer.CancellationToken);
        outbox?.Buffer.HandOver(_outbox.Handover);
    }

    private static Guid MessageIdOf<T>(ConsumeContext<T> message)
        where T : class =>
        message.GetOriginalMessageId() ?? throw new MessageException(typeof(T), "a message without MessageId cannot go through the inbox");
}
