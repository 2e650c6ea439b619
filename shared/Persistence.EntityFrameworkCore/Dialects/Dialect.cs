using System.Data.Common;
using System.Globalization;
using System.Text;
using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Persistence.EntityFrameworkCore.Dialects;

/// <summary>What differs from database to database.</summary>
internal abstract class Dialect
{
    /// <summary>The database's name, for people.</summary>
    public abstract string Name { get; }

    /// <summary>Several processes may deliver from one outbox.</summary>
    public virtual bool IsShared => false;

    /// <summary>The database is busy or out of reach: the same work will succeed later, however long that takes.</summary>
    public abstract bool IsOutage(Exception exception);

    /// <summary>Another transaction came first: the same work, done again from what is stored now, should succeed.</summary>
    public abstract bool IsContention(Exception exception);

    /// <summary>The disk is full, and the message does not say which.</summary>
    public virtual bool IsDiskFull(Exception exception) => false;

    /// <summary>Does something to the schema while no other process does.</summary>
    public virtual Task WithSchemaLockedAsync(DbContext context, Func<Task> work, CancellationToken cancellationToken) => work();

    /// <summary>A table is not there.</summary>
    public abstract bool IsMissing(Exception exception);

    /// <summary>Makes room for the messages of today and the coming days.</summary>
    public virtual Task PrepareInboxAsync(DbContext context, long now, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Forgets at once, where that can be, the messages of whole days of which none came since a time, Unix milliseconds.</summary>
    public virtual Task ForgetDaysAsync(DbContext context, long before, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Begins a transaction whose commit need not be on the disk at once. For work that is merely done again when it is lost.
    /// </summary>
    public abstract Task<IDbContextTransaction> BeginRelaxedAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>Waits until no other transaction makes the same row; called when the row is not there.</summary>
    public virtual Task LockAbsentAsync(DbContext context, Guid id, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tells whether the inbox has a message.</summary>
    public virtual Task<bool> IsInInboxAsync(DbContext context, Guid messageId, string consumer, CancellationToken cancellationToken) =>
        context.Set<InboxRow>().AsNoTracking().AnyAsync(row => row.MessageId == messageId && row.Consumer == consumer, cancellationToken);

    /// <summary>Inserts messages into the inbox and tells which of them were not there.</summary>
    public virtual async Task<HashSet<Guid>> InsertInboxAsync(
        DbContext context, IEnumerable<Guid> messageIds, string consumer, long receivedAt, CancellationToken cancellationToken)
    {
        var fresh = new HashSet<Guid>();
        // Sorted, so that two transactions that share messages wait for each other instead of deadlocking.
        foreach (var chunk in messageIds.Distinct().Order().Chunk(500))
        {
            await using var command = CreateCommand(context);
            var sql = new StringBuilder($"INSERT INTO {StoreTables.Of(context).Inbox} (message_id, consumer, received_at) VALUES ");
            for (var i = 0; i < chunk.Length; i++)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}(@m{i}, @consumer, @at)");
                AddParameter(command, $"@m{i}", chunk[i]);
            }

            AddParameter(command, "@consumer", consumer);
            AddParameter(command, "@at", receivedAt);
            command.CommandText = sql.Append(" ON CONFLICT DO NOTHING RETURNING message_id").ToString();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) fresh.Add(reader.GetGuid(0));
        }

        return fresh;
    }

    /// <summary>Inserts rows of the outbox and gives them their ids, if there are so many that it pays not to have them saved by the context.</summary>
    public virtual Task<bool> TryInsertOutboxAsync(DbContext context, IReadOnlyCollection<OutboxRow> rows, CancellationToken cancellationToken) =>
        Task.FromResult(false);

    /// <summary>Forgets messages that came before a time.</summary>
    /// <param name="context">The context, without a transaction.</param>
    /// <param name="before">The time, Unix milliseconds.</param>
    /// <param name="limit">How many rows at most one transaction may remove.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many rows went one by one; fewer than the limit means that no more are left.</returns>
    public async Task<int> CleanInboxAsync(DbContext context, long before, int limit, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await using var command = CreateCommand(context);
        var inbox = InboxInRows(context);
        command.CommandText = $"DELETE FROM {inbox} WHERE (message_id, consumer) IN "
            + $"(SELECT message_id, consumer FROM {inbox} WHERE received_at < @before ORDER BY received_at LIMIT @limit)";
        AddParameter(command, "@before", before);
        AddParameter(command, "@limit", limit);
        var removed = await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed;
    }

    /// <summary>Where messages are that can only be forgotten row by row.</summary>
    protected virtual string InboxInRows(DbContext context) => StoreTables.Of(context).Inbox;

    /// <summary>Finds the ids of due rows of the outbox, the oldest of each destination; some destinations may be left out.</summary>
    public virtual async Task<Dictionary<string, List<long>>> FindDueAsync(
        DbContext context, long now, IReadOnlyCollection<string> excluded, int limit, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = CreateDueCommand(context, now, excluded, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, List<long>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var destination = reader.GetString(0);
            if (!found.TryGetValue(destination, out var ids)) found[destination] = ids = [];
            ids.Add(reader.GetInt64(1));
        }

        return found;
    }

    /// <summary>Which due rows no other process has taken, as a condition in SQL; empty when there is none.</summary>
    protected virtual string FreeRows => "";

    /// <summary>Joins each destination with its oldest rows, which a subquery finds, and begins a condition.</summary>
    protected virtual string OldestOf(string outbox, string subquery) => $"CROSS JOIN {outbox} AS due WHERE due.id IN ({subquery})";

    /// <summary>Takes rows for this process, for <see cref="OutboxRow.ClaimTime"/>, and tells which it got.</summary>
    public virtual Task<List<long>> ClaimAsync(DbContext context, List<long> ids, CancellationToken cancellationToken) => Task.FromResult(ids);

    /// <summary>Gives up what this process has of the outbox: another one need not wait until its time is over.</summary>
    public virtual Task ReleaseAsync(DbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    // However many rows a destination has: its name and its oldest rows are looked up in the index, and the others are not touched.
    // DISTINCT would read each row's entry.
    internal DbCommand CreateDueCommand(DbContext context, long now, IReadOnlyCollection<string> excluded, int limit)
    {
        var command = CreateCommand(context);
        var outbox = StoreTables.Of(context).Outbox;
        var names = new List<string>(excluded.Count);
        foreach (var destination in excluded)
        {
            names.Add($"@d{names.Count}");
            AddParameter(command, names[^1], destination);
        }

        AddParameter(command, "@now", now);
        AddParameter(command, "@limit", limit);
        command.CommandText = $"""
            WITH RECURSIVE destinations (name) AS (
                SELECT min(destination) FROM {outbox}
                UNION ALL
                SELECT (SELECT min(destination) FROM {outbox} WHERE destination > destinations.name) FROM destinations WHERE destinations.name IS NOT NULL)
            SELECT destinations.name, due.id
            FROM destinations {OldestOf(
                outbox,
                $"""
                SELECT id FROM {outbox} WHERE destination = destinations.name AND available_at <= @now{FreeRows}
                ORDER BY available_at, id LIMIT @limit
                """)}
            {(names.Count == 0 ? "" : $"AND destinations.name NOT IN ({string.Join(", ", names)})")}
            """;
        return command;
    }

    /// <summary>Removes the rows of cancelled schedules.</summary>
    public virtual async Task DeleteScheduledAsync(DbContext context, IReadOnlyCollection<Guid> tokens, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(context);
        var names = new List<string>(tokens.Count);
        foreach (var token in tokens)
        {
            names.Add($"@t{names.Count}");
            AddParameter(command, names[^1], token);
        }

        command.CommandText = $"DELETE FROM {StoreTables.Of(context).Outbox} WHERE schedule_token IN ({string.Join(", ", names)})";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Executes a command in the context's current transaction; its text is ours, and what comes from elsewhere is a parameter.</summary>
    public static async Task ExecuteAsync(
        DbContext context, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = CreateCommand(context);
            command.CommandText = sql;
            foreach (var (name, value) in parameters) AddParameter(command, name, value);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    public static IEntityType EntityOf<T>(DbContext context) =>
        context.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is no entity of {context.GetType().Name}");

    /// <summary>A command in the context's current transaction.</summary>
    public static DbCommand CreateCommand(DbContext context)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    public static void AddParameter(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
