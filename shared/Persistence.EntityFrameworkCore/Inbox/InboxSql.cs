using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

/// <summary>The inbox's statements, which differ from database to database.</summary>
internal abstract class InboxSql
{
    public static InboxSql Of(DatabaseKind kind) => kind == DatabaseKind.PostgreSql ? new PostgresInboxSql() : new SqliteInboxSql();

    /// <summary>Makes room for the messages of today and the coming days.</summary>
    public abstract Task PrepareAsync(DbContext context, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Tells whether the inbox has a message.</summary>
    public abstract Task<bool> ContainsAsync(DbContext context, Guid messageId, string consumer, CancellationToken cancellationToken);

    /// <summary>Inserts messages, and returns those that were not there.</summary>
    public abstract Task<HashSet<Guid>> InsertAsync(
        DbContext context, IEnumerable<Guid> messageIds, string consumer, DateTimeOffset receivedAt, CancellationToken cancellationToken);

    /// <summary>Forgets at once, where that can be, the messages of whole days of which none came since a time.</summary>
    public abstract Task ForgetDaysAsync(DbContext context, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Where messages are that can only be forgotten row by row.</summary>
    protected abstract string InboxInRows(DbContext context);

    /// <summary>Forgets messages that came before a time.</summary>
    /// <param name="context">The context, without a transaction.</param>
    /// <param name="before">The time.</param>
    /// <param name="limit">How many rows at most one transaction may remove.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many rows went one by one; fewer than the limit means that no more are left.</returns>
    public async Task<int> CleanAsync(DbContext context, DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var inbox = InboxInRows(context);
        var removed = await context.ExecuteAsync(
            $"DELETE FROM {inbox} WHERE (message_id, consumer) IN "
            + $"(SELECT message_id, consumer FROM {inbox} WHERE received_at < @before ORDER BY received_at LIMIT @limit)",
            cancellationToken, ("@before", context.ToStored(before)), ("@limit", limit));
        await transaction.CommitAsync(cancellationToken);
        return removed;
    }
}
