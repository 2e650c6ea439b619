using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database;

/// <summary>
/// The one clock of all processes that share a database, for leases and claims: the processes' own clocks may differ. What a user configures,
/// such as when something becomes due, follows the <see cref="TimeProvider"/> instead.
/// </summary>
public static class DatabaseClock
{
    /// <summary>
    /// Asks the database for the time. The answer is a value like any other: compare it in a query with the times that processes left there,
    /// and store it plus a duration as the end of a lease. It is older by the time of the next query than the clock then is, so a lease lasts
    /// that much shorter and never longer.
    /// </summary>
    /// <param name="context">A context that <c>AddDatabase</c> registered, with or without a transaction.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The time in UTC, also in the middle of a transaction; on SQLite to the millisecond.</returns>
    public static async Task<DateTimeOffset> NowAsync(this DbContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        // clock_timestamp() goes on during a transaction, now() does not.
        var sql = context.Database.IsNpgsql() ? "SELECT clock_timestamp()" : "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)";
        return await context.QueryScalarAsync(sql, cancellationToken) switch
        {
            DateTime time => new DateTimeOffset(time),
            var milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(milliseconds, CultureInfo.InvariantCulture)),
        };
    }
}
