using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>One process has the file for itself, so nothing has to be claimed.</summary>
internal sealed class SqliteOutboxSql : OutboxSql
{
    public override bool IsShared => false;

    public override Task<bool> TryInsertAsync(DbContext context, IReadOnlyCollection<OutboxRow> rows, CancellationToken cancellationToken) =>
        Task.FromResult(false);

    public override Task<List<long>> ClaimAsync(DbContext context, List<long> ids, CancellationToken cancellationToken) => Task.FromResult(ids);

    public override Task ReleaseAsync(DbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    // Outside of the transaction, or it would not count; each opening of a connection sets FULL again. https://www.sqlite.org/pragma.html#pragma_synchronous
    public override async Task<IDbContextTransaction> BeginRelaxedAsync(DbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await context.ExecuteAsync("PRAGMA synchronous=NORMAL", cancellationToken);
        return await context.Database.BeginTransactionAsync(cancellationToken);
    }

    protected override string OldestOf(string outbox, string subquery) => $"CROSS JOIN {outbox} AS due WHERE due.id IN ({subquery})";
}
