using System.Runtime.CompilerServices;
using AlertResponder.Database;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AlertResponder.Persistence.EntityFrameworkCore.Sagas;

/// <summary>The one query of the hot path, translated once a saga type and model.</summary>
internal static class SagaQuery<TSaga>
    where TSaga : class, ISaga
{
    private static readonly ConditionalWeakTable<IModel, Func<DbContext, Guid, Task<TSaga?>>> Known = [];

    public static Task<TSaga?> LoadAsync(DbContext context, Guid correlationId) =>
        Known.GetValue(context.Model, _ => Compile())(context, correlationId);

    private static Func<DbContext, Guid, Task<TSaga?>> Compile() => EF.CompileAsyncQuery((DbContext context, Guid id) =>
        context.Set<TSaga>().TagWith(RowLockExtensions.ForUpdateTag).AsTracking().FirstOrDefault(saga => saga.CorrelationId == id));
}
