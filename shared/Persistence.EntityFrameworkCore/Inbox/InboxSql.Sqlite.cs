using System.Globalization;
using System.Text;
using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

internal sealed class SqliteInboxSql : InboxSql
{
    private const int MaxInserted = 500;

    public override Task PrepareAsync(DbContext context, DateTimeOffset now, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<bool> ContainsAsync(DbContext context, Guid messageId, string consumer, CancellationToken cancellationToken) =>
        context.Set<InboxRow>().AsNoTracking().AnyAsync(row => row.MessageId == messageId && row.Consumer == consumer, cancellationToken);

    public override async Task<HashSet<Guid>> InsertAsync(
        DbContext context, IEnumerable<Guid> messageIds, string consumer, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var fresh = new HashSet<Guid>();
        foreach (var chunk in messageIds.Distinct().Order().Chunk(MaxInserted))
        {
            var sql = new StringBuilder($"INSERT INTO {context.TableOf<InboxRow>()} (message_id, consumer, received_at) VALUES ");
            var parameters = new List<(string, object)> { ("@consumer", consumer), ("@at", context.ToStored(receivedAt)) };
            for (var i = 0; i < chunk.Length; i++)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}(@m{i}, @consumer, @at)");
                parameters.Add(($"@m{i}", chunk[i]));
            }

            sql.Append(" ON CONFLICT DO NOTHING RETURNING message_id");
            fresh.UnionWith(await context.QueryAsync(sql.ToString(), row => row.GetGuid(0), cancellationToken, [.. parameters]));
        }

        return fresh;
    }

    public override Task ForgetDaysAsync(DbContext context, DateTimeOffset before, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override string InboxInRows(DbContext context) => context.TableOf<InboxRow>();
}
