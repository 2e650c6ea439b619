using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Sagas;

/// <summary>The one query of the hot path, translated once a saga type.</summary>
internal static class SagaQuery<TSaga>
    where TSaga : class, ISaga
{
    private static readonly Func<DbContext, Guid, Task<TSaga?>> Load = EF.CompileAsyncQuery(
        (DbContext context, Guid id) => context.Set<TSaga>().TagWith(PostgresCommands.ForUpdate).AsTracking().FirstOrDefault(saga => saga.CorrelationId == id));

    public static Task<TSaga?> LoadAsync(DbContext context, Guid correlationId) => Load(context, correlationId);
}
