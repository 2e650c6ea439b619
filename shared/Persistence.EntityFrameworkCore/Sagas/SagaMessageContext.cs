using AlertResponder.Database;
using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Sagas;

/// <summary>Loads a message's saga and marks what becomes of it; nothing is saved before the transaction's end.</summary>
internal sealed class SagaMessageContext<TContext, TSaga, TMessage>(
    TContext database, ConsumeContext<TMessage> context, ISagaConsumeContextFactory<TContext, TSaga> contexts)
    : ConsumeContextScope<TMessage>(context), SagaRepositoryContext<TSaga, TMessage>
    where TContext : DbContext
    where TSaga : class, ISaga
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _context = context;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) => CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        if (await FindAsync(instance.CorrelationId) is not null) return null!;

        database.Add(instance);
        return await CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        var instance = await FindAsync(correlationId);
        return instance is null ? null! : await CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Load);
    }

    // What is not there is about to be made: by one message at a time, or all but one of them would do their work twice.
    private async Task<TSaga?> FindAsync(Guid correlationId)
    {
        if (await SagaQuery<TSaga>.LoadAsync(database, correlationId) is { } found) return found;
        await database.LockNamesAsync([correlationId.ToString()], CancellationToken);
        return await SagaQuery<TSaga>.LoadAsync(database, correlationId);
    }

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        database.Add(context.Saga);
        return Task.CompletedTask;
    }

    public Task Update(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Delete(SagaConsumeContext<TSaga> context)
    {
        database.Remove(context.Saga);
        return Task.CompletedTask;
    }

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context)
    {
        database.Entry(context.Saga).State = EntityState.Detached;
        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class => contexts.CreateSagaConsumeContext(database, consumeContext, instance, mode);
}
