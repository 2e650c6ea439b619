using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Many processes deliver from one outbox, so its rows are claimed for a while.</summary>
internal sealed class PostgresOutboxSql : OutboxSql
{
    // Fewer go with what EF saves, without a round trip of their own.
    private const int ManyRows = 10;

    /// <summary>The process, by the name that <c>AddDatabase</c> gives to its connections.</summary>
    private const string Me = "current_setting('application_name')";

    private static readonly string ClaimInterval = $"interval '{OutboxRow.ClaimTime.TotalSeconds} seconds'";

    public override bool IsShared => true;

    // A row belongs to the process that took it, or that wrote it and delivers it from memory, until its time is over by the database's clock,
    // for the processes' own may differ. What was written with a delay is anybody's.
    protected override string FreeRows =>
        $" AND (owner = {Me} OR owned_until < clock_timestamp() OR (available_at > '-infinity' AND NOT taken))";

    /// <summary>
    /// What EF's migrations cannot say of the table: by whom a row is being delivered, and that such a queue of a table is vacuumed by its
    /// changes, not by its size.
    /// </summary>
    public static string CompletionSql(string prefix) => $"""
        ALTER TABLE {prefix}{OutboxRow.Table}
            ADD COLUMN taken boolean NOT NULL DEFAULT false,
            ADD COLUMN owner text NOT NULL DEFAULT {Me},
            ADD COLUMN owned_until timestamptz NOT NULL DEFAULT clock_timestamp() + {ClaimInterval};
        ALTER TABLE {prefix}{OutboxRow.Table} SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, fillfactor = 80);
        """;

    public override async Task<bool> TryInsertAsync(DbContext context, IReadOnlyCollection<OutboxRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count < ManyRows) return false;

        await using var command = context.CreateBulkInsert(rows, "id", "message_id", "destination");
        var ids = new Dictionary<(Guid, string), Stack<long>>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            // No order is promised. Those that are equal in this are copies of one message.
            while (await reader.ReadAsync(cancellationToken))
            {
                var key = (reader.GetGuid(1), reader.GetString(2));
                if (!ids.TryGetValue(key, out var same)) ids.Add(key, same = []);
                same.Push(reader.GetInt64(0));
            }
        }

        foreach (var row in rows) row.Id = ids[(row.MessageId, row.Destination)].Pop();
        return true;
    }

    public override async Task<List<long>> ClaimAsync(DbContext context, List<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return ids;

        var outbox = context.TableOf<OutboxRow>();
        return await context.QueryAsync(
            $"""
            UPDATE {outbox} SET taken = true, owner = {Me}, owned_until = clock_timestamp() + {ClaimInterval}
            WHERE id IN (SELECT id FROM {outbox} WHERE id = ANY(@ids){FreeRows} FOR UPDATE SKIP LOCKED) RETURNING id
            """,
            row => row.GetInt64(0), cancellationToken, ("@ids", ids));
    }

    public override Task ReleaseAsync(DbContext context, CancellationToken cancellationToken) => context.ExecuteAsync(
        $"UPDATE {context.TableOf<OutboxRow>()} SET owned_until = clock_timestamp() WHERE owner = {Me} AND owned_until > clock_timestamp()",
        cancellationToken);

    public override async Task<IDbContextTransaction> BeginRelaxedAsync(DbContext context, CancellationToken cancellationToken)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteAsync("SET LOCAL synchronous_commit = off", cancellationToken);
        return transaction;
    }

    // With IN, as SQLite has it, the subquery would run for each row.
    protected override string OldestOf(string outbox, string subquery) => $"CROSS JOIN LATERAL ({subquery}) AS due WHERE true";
}
