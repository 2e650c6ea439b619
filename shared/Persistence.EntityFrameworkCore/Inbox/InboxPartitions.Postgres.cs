using System.Globalization;
using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

/// <summary>
/// The inbox on PostgreSQL has a partition for each day of their MessageIds (<see cref="InboxDay"/>), and one for ids of any other
/// day or none. A partition is dropped when nothing in it has come for long enough.
/// </summary>
internal sealed class InboxPartitions(DbContext context)
{
    private const int DaysAhead = 2;
    private const string Prefix = InboxRow.Table + "_";
    private const string UndatedName = Prefix + "undated";

    private static readonly DateOnly Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly string _inbox = context.TableOf<InboxRow>();

    public string Undated => Delimit(UndatedName);

    /// <summary>What EF's migrations cannot say of the table: it is made anew, in partitions.</summary>
    public static string CompletionSql(string prefix) => $"""
        DROP TABLE {prefix}{InboxRow.Table};
        CREATE TABLE {prefix}{InboxRow.Table} (
            message_id uuid NOT NULL, consumer varchar(256) NOT NULL, received_at timestamptz NOT NULL, day integer NOT NULL,
            PRIMARY KEY (message_id, consumer, day)) PARTITION BY RANGE (day);
        CREATE TABLE {prefix}{UndatedName} PARTITION OF {prefix}{InboxRow.Table} DEFAULT;
        CREATE INDEX ix_inbox_undated_received_at ON {prefix}{UndatedName} (received_at);
        """;

    /// <summary>Makes the partitions of today and the coming days where they are missing.</summary>
    public async Task AddAsync(int today, CancellationToken cancellationToken)
    {
        var there = await DaysAsync(cancellationToken);
        for (var day = today; day <= today + DaysAhead; day++)
        {
            if (there.Contains(day)) continue;
            await TryAsync(
                $"CREATE TABLE IF NOT EXISTS {Delimit(NameOf(day))} PARTITION OF {_inbox} FOR VALUES FROM ({day}) TO ({day + 1})",
                cancellationToken);
        }
    }

    /// <summary>Drops the partitions of days up to one, of which nothing has come since a time.</summary>
    public async Task DropAsync(int upTo, DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var day in await DaysAsync(cancellationToken))
        {
            if (day >= upTo) continue;
            var name = Delimit(NameOf(day));
            // A copy that is on its way waits for the lock and is then found by its row, or is older than anybody remembers.
            await TryAsync($"""
                LOCK TABLE {_inbox} IN ACCESS EXCLUSIVE MODE;
                DO $$ BEGIN
                    IF NOT EXISTS (SELECT 1 FROM {name} WHERE received_at >= '{before:O}') THEN DROP TABLE {name}; END IF;
                END $$;
                """, cancellationToken);
        }
    }

    private static string NameOf(int day) =>
        Prefix + Epoch.AddDays(day).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private async Task<HashSet<int>> DaysAsync(CancellationToken cancellationToken)
    {
        var names = await context.Database.SqlQueryRaw<string>(
            "SELECT relid::regclass::text AS \"Value\" FROM pg_partition_tree({0}::regclass) WHERE isleaf", _inbox).ToListAsync(cancellationToken);
        var days = new HashSet<int>();
        foreach (var name in names)
        {
            var date = name[(name.LastIndexOf('_') + 1)..].TrimEnd('"');
            if (DateOnly.TryParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                days.Add(day.DayNumber - Epoch.DayNumber);
        }

        return days;
    }

    /// <summary>
    /// Not at any price: while it waits for its lock, messages wait behind it. What does not succeed is done at the next cleaning; until
    /// then messages of a day without a partition go into the undated one.
    /// </summary>
    private async Task TryAsync(string sql, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            await context.ExecuteAsync(
                $"SET LOCAL lock_timeout = '2s'; SELECT pg_advisory_xact_lock({DatabaseCommandExtensions.SchemaLock}); {sql}", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState
            is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.CheckViolation or PostgresErrorCodes.DeadlockDetected)
        {
            await transaction.RollbackAsync(cancellationToken);
        }
    }

    private string Delimit(string name) => context.GetService<ISqlGenerationHelper>().DelimitIdentifier(name, context.Model.FindEntityType(typeof(InboxRow))!.GetSchema());
}
