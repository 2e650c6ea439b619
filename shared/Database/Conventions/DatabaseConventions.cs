using AlertResponder.Database.Conventions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AlertResponder.Database;

/// <summary>How names, times and texts are written, alike in every database.</summary>
public static class DatabaseConventions
{
    /// <summary>
    /// Applies the conventions; call it in <c>ConfigureConventions</c>. Columns have names in snake case, unless the model says another. A
    /// <see cref="DateTimeOffset"/> is a <c>timestamptz</c> on PostgreSQL, as exact as that is, and its ticks in UTC on SQLite, which would
    /// compare it as text. On PostgreSQL texts are kept as <see cref="PostgresText"/> returns them.
    /// </summary>
    /// <param name="configuration">The context's conventions.</param>
    /// <param name="context">The context.</param>
    public static void UseDatabaseConventions(this ModelConfigurationBuilder configuration, DbContext context)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(context);

        configuration.Conventions.Add(_ => new SnakeCaseNames());
        if (context.Database.IsNpgsql())
        {
            configuration.Properties<DateTimeOffset>().HaveConversion<UtcMicroseconds>();
            configuration.UsePostgresText();
        }
        else
        {
            configuration.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        }
    }

    /// <summary>Writes a time as these conventions do, for a parameter of one's own SQL.</summary>
    /// <param name="context">The context.</param>
    /// <param name="time">The time.</param>
    /// <returns>The parameter's value.</returns>
    public static object ToStored(this DbContext context, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(context);

        return context.Database.IsNpgsql() ? time.ToUniversalTime() : time.UtcTicks;
    }

    private sealed class UtcMicroseconds() : ValueConverter<DateTimeOffset, DateTimeOffset>(
        time => new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero), time => time);

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
        time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
