using AlertResponder.Database;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Sagas;

/// <summary>
/// Gives a message its saga, in the transaction of the endpoint's outbox when there is one, else in a transaction of its own.
/// </summary>
internal sealed class SagaRepositoryContextFactory<TContext, TSaga>(
    TContext database, ISagaConsumeContextFactory<TContext, TSaga> contexts)
    : ISagaRepositoryContextFactory<TSaga>, IQuerySagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TContext : DbContext
    where TSaga : class, ISaga
{
    public void Probe(ProbeContext context) => context.Add("persistence", "entityFrameworkCore");

    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class => InTransactionAsync(context, () => next.Send(CreateContext(context)));

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class => InTransactionAsync(context, async () =>
        {
            var sagas = await database.Set<TSaga>().AsTracking().Where(query.FilterExpression)
                .OrderBy(saga => saga.CorrelationId).ForUpdate().ToListAsync(context.CancellationToken);
            await next.Send(new LoadedSagaRepositoryQueryContext<TSaga, T>(CreateContext(context), sagas));
        });

    public Task<T> Execute<T>(Func<QuerySagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new SagaReadContext<TSaga>(database, cancellationToken));

    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new SagaReadContext<TSaga>(database, cancellationToken));

    private SagaMessageContext<TContext, TSaga, T> CreateContext<T>(ConsumeContext<T> context)
        where T : class => new(database, context, contexts);

    private async Task InTransactionAsync<T>(ConsumeContext<T> context, Func<Task> work)
        where T : class
    {
        if (context.TryGetPayload(out IOutboxTransaction? outer) && ReferenceEquals(outer.DbContext, database))
        {
            // Saved once, at the end, with the outbox: an exception of the database must not pass through the saga's own filters.
            await work();
            return;
        }

        await using var transaction = await database.Database.BeginTransactionAsync(context.CancellationToken);
        await work();
        await database.SaveChangesAsync(context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
    }
}
