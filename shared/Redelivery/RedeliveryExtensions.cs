using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Redelivery;

/// <summary>What becomes of a message that failed.</summary>
public static class RedeliveryExtensions
{
    /// <summary>Tries for about a minute and a half, which outlasts what passes by itself.</summary>
    private static readonly TimeSpan[] DefaultDelays = [.. new[] { 1, 2, 5, 10, 20, 30, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>
    /// Puts a message that failed back with a delay, and it holds no concurrency slot while it waits: on SQS the same message becomes visible
    /// again after that time; in process its row of the outbox becomes due again. A message that waits in neither (the in-memory transport
    /// without <c>KeepOutboxUntilConsumed</c>) is tried again in place, at once. After the last try it faults. Call it before the endpoint's
    /// consumers are configured, in a definition's <c>ConfigureConsumer</c> or <c>ConfigureSaga</c>, and before an outbox: what a try has changed and
    /// sent is then rolled back.
    /// </summary>
    /// <param name="endpoint">The endpoint; each message of a batch is put back for itself.</param>
    /// <param name="context">The registration's context.</param>
    /// <param name="delays">The delay before each further try, in whole seconds on SQS; none for 1, 2, 5, 10, 20, 30 and 30 seconds.</param>
    public static void UseRedelivery(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context, params TimeSpan[] delays)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(delays);

        var logger = context.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RedeliveryExtensions));
        _ = new RedeliveryObserver(endpoint, delays.Length == 0 ? DefaultDelays : delays, logger);
    }
}
