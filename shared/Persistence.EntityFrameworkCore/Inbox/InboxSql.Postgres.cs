using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

/// <summary>The inbox in partitions.</summary>
internal sealed class PostgresInboxSql : InboxSql
{
    public override Task PrepareAsync(DbContext context, DateTimeOffset now, CancellationToken cancellationToken) =>
        new InboxPartitions(context).AddAsync(InboxDay.Of(now), cancellationToken);

    public override async Task<bool> ContainsAsync(DbContext context, Guid messageId, string consumer, CancellationToken cancellationToken) =>
        (bool)(await context.QueryScalarAsync(
            $"SELECT EXISTS (SELECT 1 FROM {context.TableOf<InboxRow>()} WHERE message_id = @id AND consumer = @consumer AND day = @day)",
            cancellationToken, ("@id", messageId), ("@consumer", consumer), ("@day", InboxDay.Of(messageId))))!;

    public override async Task<HashSet<Guid>> InsertAsync(
        DbContext context, IEnumerable<Guid> messageIds, string consumer, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        // Sorted, so that two transactions that share messages wait for each other instead of deadlocking.
        Guid[] ids = [.. messageIds.Distinct().Order()];
        return [.. await context.QueryAsync(
            $"""
            INSERT INTO {context.TableOf<InboxRow>()} (message_id, consumer, received_at, day)
            SELECT coming.message_id, @consumer, @at, coming.day FROM unnest(@ids, @days) AS coming (message_id, day)
            ON CONFLICT DO NOTHING RETURNING message_id
            """,
            row => row.GetGuid(0), cancellationToken,
            ("@consumer", consumer), ("@at", context.ToStored(receivedAt)), ("@ids", ids), ("@days", Array.ConvertAll(ids, InboxDay.Of)))];
    }

    public override Task ForgetDaysAsync(DbContext context, DateTimeOffset before, CancellationToken cancellationToken) =>
        new InboxPartitions(context).DropAsync(InboxDay.Of(before), before, cancellationToken);

    protected override string InboxInRows(DbContext context) => new InboxPartitions(context).Undated;
}
