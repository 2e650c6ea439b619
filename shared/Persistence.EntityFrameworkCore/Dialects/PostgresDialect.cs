using System.Data.Common;
using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AlertResponder.Persistence.EntityFrameworkCore.Dialects;

/// <summary>PostgreSQL: many processes work on one store, so rows are locked, and those of the outbox claimed for a while.</summary>
internal sealed class PostgresDialect : Dialect
{
    // Fewer go with what EF saves, without a round trip of their own.
    private const int ManyRows = 10;
    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>The process, by the name that <c>AddStore</c> gives to its connections.</summary>
    public const string Me = "current_setting('application_name')";

    public static readonly string ClaimInterval = $"interval '{OutboxRow.ClaimTime.TotalSeconds} seconds'";

    public const string DatabaseName = "PostgreSQL";

    public override string Name => DatabaseName;
    public override bool IsShared => true;

    // A row belongs to the process that took it, or that wrote it and delivers it from memory, until its time is over by the server's clock,
    // for the processes' own may differ. What was written with a delay is anybody's.
    protected override string FreeRows => $" AND (owner = {Me} OR owned_until < clock_timestamp() OR (available_at > {OutboxRow.AtOnce} AND NOT taken))";

    // https://www.postgresql.org/docs/current/errcodes-appendix.html: connections (08), resources (53), operators' doings (57P), the system (58),
    // and a server that has become a standby.
    public override bool IsOutage(Exception exception) => CauseOf(exception) switch
    {
        PostgresException { SqlState: [var a, var b, ..] state } =>
            (a, b) is ('0', '8') or ('5', '3') or ('5', '8') || state.StartsWith("57P", StringComparison.Ordinal)
            || state is PostgresErrorCodes.ReadOnlySqlTransaction or IdleInTransactionTimeout,
        NpgsqlException { InnerException: not null } cause => cause.IsTransient || cause.InnerException is IOException or TimeoutException,
        NpgsqlException cause => cause.IsTransient,
        _ => false,
    };

    public override bool IsContention(Exception exception) => exception is DbUpdateConcurrencyException || CauseOf(exception) is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.LockNotAvailable,
    };

    // EF's own lock is a table, and two processes can meet before that is there. This one lasts as long as the connection at most.
    public override async Task WithSchemaLockedAsync(DbContext context, Func<Task> work, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var closing = new ConnectionCloser(context);
        try
        {
            // In here: it may be granted although its statement was given up.
            await ExecuteAsync(context, $"SELECT pg_advisory_lock({InboxPartitions.MaintenanceLock})", cancellationToken);
            await work();
        }
        finally
        {
            await ExecuteAsync(context, "SELECT pg_advisory_unlock_all()", CancellationToken.None);
        }
    }

    public override bool IsMissing(Exception exception) =>
        CauseOf(exception) is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName };

    // With IN, as SQLite has it, the subquery would run for each row.
    protected override string OldestOf(string outbox, string subquery) => $"CROSS JOIN LATERAL ({subquery}) AS due WHERE true";

    public override Task PrepareInboxAsync(DbContext context, long now, CancellationToken cancellationToken) =>
        new InboxPartitions(context).AddAsync(InboxDay.Of(now), cancellationToken);

    public override async Task<IDbContextTransaction> BeginRelaxedAsync(DbContext context, CancellationToken cancellationToken)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(context, "SET LOCAL synchronous_commit = off", cancellationToken);
        return transaction;
    }

    public override async Task LockAbsentAsync(DbContext context, Guid id, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(context);
        command.CommandText = "SELECT pg_advisory_xact_lock(@key)";
        AddParameter(command, "@key", BitConverter.ToInt64(id.ToByteArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // In the order of their keys, so that two that lock several names cannot wait for each other in a circle.
    public static async Task LockNamesAsync(DbContext context, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(context);
        command.CommandText = """
            SELECT pg_advisory_xact_lock(key)
            FROM (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(@names) AS coming (name) ORDER BY key) AS keys
            """;
        AddParameter(command, "@names", names.ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task<bool> TryInsertOutboxAsync(DbContext context, IReadOnlyCollection<OutboxRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count < ManyRows) return false;

        await using var command = RowInsert.Of<OutboxRow>(context).CreateCommand(context, rows, "id", "message_id", "destination");
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

    public override async Task<bool> IsInInboxAsync(DbContext context, Guid messageId, string consumer, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var closing = new ConnectionCloser(context);
        await using var command = CreateCommand(context);
        command.CommandText =
            $"SELECT EXISTS (SELECT 1 FROM {StoreTables.Of(context).Inbox} WHERE message_id = @id AND consumer = @consumer AND day = @day)";
        AddParameter(command, "@id", messageId);
        AddParameter(command, "@consumer", consumer);
        AddParameter(command, "@day", InboxDay.Of(messageId));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public override async Task<HashSet<Guid>> InsertInboxAsync(
        DbContext context, IEnumerable<Guid> messageIds, string consumer, long receivedAt, CancellationToken cancellationToken)
    {
        // Sorted, so that two transactions that share messages wait for each other instead of deadlocking.
        Guid[] ids = [.. messageIds.Distinct().Order()];
        await using var command = CreateCommand(context);
        command.CommandText = $"""
            INSERT INTO {StoreTables.Of(context).Inbox} (message_id, consumer, received_at, day)
            SELECT coming.message_id, @consumer, @at, coming.day FROM unnest(@ids, @days) AS coming (message_id, day)
            ON CONFLICT DO NOTHING RETURNING message_id
            """;
        AddParameter(command, "@consumer", consumer);
        AddParameter(command, "@at", receivedAt);
        AddParameter(command, "@ids", ids);
        AddParameter(command, "@days", Array.ConvertAll(ids, InboxDay.Of));
        var fresh = new HashSet<Guid>(ids.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) fresh.Add(reader.GetGuid(0));
        return fresh;
    }

    public override Task ForgetDaysAsync(DbContext context, long before, CancellationToken cancellationToken) =>
        new InboxPartitions(context).DropAsync(InboxDay.Of(before), before, cancellationToken);

    protected override string InboxInRows(DbContext context) => new InboxPartitions(context).Undated;

    public override async Task<List<long>> ClaimAsync(DbContext context, List<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return ids;

        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var closing = new ConnectionCloser(context);
        await using var command = CreateCommand(context);
        var outbox = StoreTables.Of(context).Outbox;
        command.CommandText = $"""
            UPDATE {outbox} SET taken = true, owner = {Me}, owned_until = clock_timestamp() + {ClaimInterval}
            WHERE id IN (SELECT id FROM {outbox} WHERE id = ANY(@ids){FreeRows} FOR UPDATE SKIP LOCKED) RETURNING id
            """;
        AddParameter(command, "@ids", ids);
        var claimed = new List<long>(ids.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) claimed.Add(reader.GetInt64(0));
        return claimed;
    }

    public override Task ReleaseAsync(DbContext context, CancellationToken cancellationToken) => ExecuteAsync(
        context,
        $"UPDATE {StoreTables.Of(context).Outbox} SET owned_until = clock_timestamp() WHERE owner = {Me} AND owned_until > clock_timestamp()",
        cancellationToken);

    // EF wraps what is transient, and what happens in a save.
    private static DbException? CauseOf(Exception? exception)
    {
        while (exception is not (null or NpgsqlException)) exception = exception.InnerException;
        return exception as NpgsqlException;
    }

    private readonly struct ConnectionCloser(DbContext context) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(context.Database.CloseConnectionAsync());
    }
}
