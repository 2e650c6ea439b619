using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Emission.Storage;

/// <summary>
/// The one clock of all times in a ledger: PostgreSQL's, so that processes whose own clocks differ agree on when a lease ends or a write is due.
/// It is read now and then, and in between follows the time that passes here, which a clock that is set does not change. A file has one process,
/// whose clock at its start it follows in the same way.
/// </summary>
internal class LedgerClock(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private Reading _reading = new(time.GetUtcNow(), time.GetTimestamp(), IsDatabases: false);

    public DateTimeOffset Now
    {
        get
        {
            var reading = Volatile.Read(ref _reading);
            // Whole milliseconds, which every database keeps as they are.
            return DateTimeOffset.FromUnixTimeMilliseconds((reading.At + time.GetElapsedTime(reading.Timestamp)).ToUnixTimeMilliseconds());
        }
    }

    /// <summary>Reads the database's clock, when that is due.</summary>
    public virtual async Task ReadAsync(DbContext db, CancellationToken cancellationToken)
    {
        var reading = _reading;
        if (!db.Database.IsNpgsql() || (reading.IsDatabases && time.GetElapsedTime(reading.Timestamp) < Interval)) return;
        var began = time.GetTimestamp();
        Volatile.Write(ref _reading, new Reading(await db.NowAsync(cancellationToken), began, IsDatabases: true));
    }

    private sealed record Reading(DateTimeOffset At, long Timestamp, bool IsDatabases);
}
