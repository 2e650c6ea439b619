using System.Data.Common;
using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>The outbox's statements that EF has no words for, or that differ from database to database.</summary>
internal abstract class OutboxSql
{
    /// <summary>Whether several processes may deliver from one outbox.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Which due rows no other process has taken, as a condition in SQL; empty when there is none.</summary>
    protected virtual string FreeRows => "";

    public static OutboxSql Of(DatabaseKind kind) => kind == DatabaseKind.PostgreSql ? new PostgresOutboxSql() : new SqliteOutboxSql();

    /// <summary>Inserts rows and gives them their ids, if there are so many that it pays not to have them saved by the context.</summary>
    public abstract Task<bool> TryInsertAsync(DbContext context, IReadOnlyCollection<OutboxRow> rows, CancellationToken cancellationToken);

    /// <summary>Takes rows for this process, for <see cref="OutboxRow.ClaimTime"/>, and returns those that it got.</summary>
    public abstract Task<List<long>> ClaimAsync(DbContext context, List<long> ids, CancellationToken cancellationToken);

    /// <summary>Gives up what this process has of the outbox: another one need not wait until its time is over.</summary>
    public abstract Task ReleaseAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a transaction whose commit need not be on the disk at once. For work that is merely done again when it is lost.
    /// </summary>
    public abstract Task<IDbContextTransaction> BeginRelaxedAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>Joins each destination with its oldest rows, which a subquery finds, and begins a condition.</summary>
    protected abstract string OldestOf(string outbox, string subquery);

    /// <summary>Finds the ids of due rows, the oldest of each destination; some destinations may be left out.</summary>
    public async Task<Dictionary<string, List<long>>> FindDueAsync(
        DbContext context, DateTimeOffset now, IReadOnlyCollection<string> excluded, int limit, CancellationToken cancellationToken)
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

    /// <summary>Removes the rows of cancelled schedules.</summary>
    public static Task DeleteScheduledAsync(DbContext context, IReadOnlyCollection<Guid> tokens, CancellationToken cancellationToken)
    {
        (string Name, object Token)[] parameters = [.. tokens.Select((token, i) => ($"@t{i}", (object)token))];
        return context.ExecuteAsync(
            $"DELETE FROM {context.TableOf<OutboxRow>()} WHERE schedule_token IN ({string.Join(", ", parameters.Select(parameter => parameter.Name))})",
            cancellationToken, parameters);
    }

    // However many rows a destination has: its name and its oldest rows are looked up in the index, and the others are not touched.
    // DISTINCT would read each row's entry.
    internal DbCommand CreateDueCommand(DbContext context, DateTimeOffset now, IReadOnlyCollection<string> excluded, int limit)
    {
        var outbox = context.TableOf<OutboxRow>();
        var names = excluded.Select((_, i) => $"@d{i}").ToList();
        var command = context.CreateCommand($"""
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
            """);
        foreach (var (name, destination) in names.Zip(excluded)) command.AddParameter(name, destination);
        command.AddParameter("@now", context.ToStored(now));
        command.AddParameter("@limit", limit);
        return command;
    }
}
