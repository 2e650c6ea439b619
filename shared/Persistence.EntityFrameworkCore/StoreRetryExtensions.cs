using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>The retry of queues that end in a store.</summary>
public static class StoreRetryExtensions
{
    private const int Retries = 10;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Tries again for about a minute and a half, for what passes by itself; outages of the database the store waits out before. A message
    /// that fails longer faults: into the error queue on SQS; in memory its row stays in the outbox and is delivered again with back-off.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    public static void UseStoreRetry(this IReceiveEndpointConfigurator endpoint) =>
        endpoint.UseMessageRetry(retry => retry.Exponential(Retries, Shortest, Longest, Shortest));
}
