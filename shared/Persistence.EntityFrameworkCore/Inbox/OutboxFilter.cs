using System.Diagnostics;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using MassTransit;
using MassTransit.DependencyInjection;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

/// <summary>
/// One transaction a message: the message goes into the inbox, the consumer or saga runs, what it changed and what it sent is saved, and
/// all of it is committed. A message that is in the inbox already is consumed quietly.
/// </summary>
internal sealed class OutboxFilter<TContext, TMessage>(IConsumeScopeProvider scopes, TransactionalOutbox<TContext> transactional, string consumer, bool afterConsume)
    : IFilter<ConsumeContext<TMessage>>
    where TContext : DbContext
    where TMessage : class
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("outbox").Add("consumer", consumer);

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var messageId = context.GetOriginalMessageId()
            ?? throw new MessageException(typeof(TMessage), $"a message without MessageId cannot go through the inbox of {consumer}");
        // Each definition of an endpoint's consumers asks for the outbox; one around a consumer is enough.
        if (context.TryGetPayload(out IOutboxTransaction? outer) && outer.Consumer == consumer)
            await next.Send(context);
        else if (afterConsume)
            await ConsumeThenSaveAsync(context, messageId, next);
        else
            await transactional.Retry.RunAsync(() => ConsumeInTransactionAsync(context, messageId, next), messageId, context.CancellationToken);
    }

    private async Task ConsumeInTransactionAsync(ConsumeContext<TMessage> context, Guid messageId, IPipe<ConsumeContext<TMessage>> next)
    {
        var started = Stopwatch.GetTimestamp();
        await using var scope = await scopes.GetScope(context);
        var database = scope.GetService<TContext>();
        // The scope may be an outer filter's, and then it has seen the attempt before.
        database.ChangeTracker.Clear();
        await using var transaction = await database.Database.BeginTransactionAsync(context.CancellationToken);
        if (!await EnterInboxAsync(database, messageId, context.CancellationToken))
        {
            await transaction.RollbackAsync(context.CancellationToken);
            await NotifyDuplicateAsync(scope.Context, messageId, started);
            return;
        }

        var outbox = new OutboxContext<TContext, TMessage>(scope.Context, transactional, scope.GetService<IServiceProvider>(), consumer, database);
        using (scope.PushConsumeContext(outbox))
        {
            await next.Send(outbox);
            await outbox.ConsumeCompleted;
        }

        await outbox.Buffer.FlushAsync(database, transactional.Outbox, context.CancellationToken);
        await database.SaveChangesAsync(context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
        outbox.Buffer.HandOver(transactional.Handover);
    }

    private async Task ConsumeThenSaveAsync(ConsumeContext<TMessage> context, Guid messageId, IPipe<ConsumeContext<TMessage>> next)
    {
        var started = Stopwatch.GetTimestamp();
        await using var scope = await scopes.GetScope(context);
        var database = scope.GetService<TContext>();
        OutboxBuffer? sent = null;
        // The consumer as well: an outage that meets a query of its own is waited out, and then it runs from the beginning.
        await transactional.Retry.RunAsync(async () => sent = await ConsumeAsync(scope, database, messageId, next), messageId, context.CancellationToken);
        if (sent is null) await NotifyDuplicateAsync(scope.Context, messageId, started);
        else await transactional.Retry.RunAsync(() => SaveAsync(database, sent, messageId, context.CancellationToken), messageId, context.CancellationToken);
    }

    /// <returns>What the consumer has sent; null when it knows the message.</returns>
    private async Task<OutboxBuffer?> ConsumeAsync(
        IConsumeScopeContext<TMessage> scope, TContext database, Guid messageId, IPipe<ConsumeContext<TMessage>> next)
    {
        database.ChangeTracker.Clear();
        if (await transactional.Inbox.ContainsAsync(database, messageId, consumer, scope.Context.CancellationToken)) return null;

        var outbox = new OutboxContext<TContext, TMessage>(scope.Context, transactional, scope.GetService<IServiceProvider>(), consumer, transaction: null);
        using (scope.PushConsumeContext(outbox))
        {
            await next.Send(outbox);
            await outbox.ConsumeCompleted;
        }

        return outbox.Buffer;
    }

    private async Task SaveAsync(TContext database, OutboxBuffer buffer, Guid messageId, CancellationToken cancellationToken)
    {
        // A former attempt whose transaction could not begin has left it open, and with it this context's turn as the writer.
        await database.Database.CloseConnectionAsync();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // A twin that ran at the same time has saved first: what this one sent is the same and is dropped.
        if (!await EnterInboxAsync(database, messageId, cancellationToken))
        {
            await transaction.RollbackAsync(cancellationToken);
            return;
        }

        await buffer.FlushAsync(database, transactional.Outbox, cancellationToken);
        // Accepted only after the commit: when that fails, the changes have to be saved once more.
        await database.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        buffer.HandOver(transactional.Handover);
        database.ChangeTracker.AcceptAllChanges();
    }

    private async Task<bool> EnterInboxAsync(TContext database, Guid messageId, CancellationToken cancellationToken) =>
        (await transactional.Inbox.InsertAsync(database, [messageId], consumer, transactional.Now, cancellationToken)).Count == 1;

    // Reported as consumed, else the message would count as one that nobody wanted and go to the queue of skipped messages.
    private Task NotifyDuplicateAsync(ConsumeContext<TMessage> context, Guid messageId, long started)
    {
        transactional.Logger.Duplicate(messageId, consumer);
        return context.NotifyConsumed(context, Stopwatch.GetElapsedTime(started), consumer);
    }
}
