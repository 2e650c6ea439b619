using MassTransit;

namespace AlertResponder.Reviewer.Storage;

/// <summary>The retry of every queue that ends in the store.</summary>
internal static class StoreRetry
{
    private const int Retries = 10;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Tries again for about a minute and a half, for what passes by itself; outages of the database the store waits out before. A message
    /// that fails longer faults: into the error queue on SQS; in memory its row stays in the outbox and is delivered again with back-off.
    /// </summary>
    public static void UseStoreRetry(this IReceiveEndpointConfigurator endpoint) =>
        endpoint.UseMessageRetry(retry => retry.Exponential(Retries, Shortest, Longest, Shortest));
}
