using MassTransit;

namespace AlertResponder.Reviewer.Storage;

/// <summary>The retry of every queue that ends in the store.</summary>
internal static class StoreRetry
{
    private const int Retries = 10;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Tries again for minutes, so that neither contention nor a short outage of the database sends a message to the error queue.</summary>
    public static void UseStoreRetry(this IReceiveEndpointConfigurator endpoint) =>
        endpoint.UseMessageRetry(retry => retry.Exponential(Retries, Shortest, Longest, Shortest));
}
