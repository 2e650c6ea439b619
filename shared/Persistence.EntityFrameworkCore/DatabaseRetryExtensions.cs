using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>The retry of queues that end in a database.</summary>
public static class DatabaseRetryExtensions
{
    private const int MaxRetries = 10;
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Tries again for about a minute and a half, for what passes by itself; an outage of the database has been waited out before. A message
    /// that fails for longer faults: into the error queue on SQS; in memory its row stays in the outbox and is delivered again with back-off.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    public static void UseDatabaseRetry(this IReceiveEndpointConfigurator endpoint) =>
        endpoint.UseMessageRetry(retry => retry.Exponential(MaxRetries, MinInterval, MaxInterval, MinInterval));
}
