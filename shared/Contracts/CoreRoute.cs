namespace AlertResponder.Contracts;

/// <summary>
/// The one way of a message that must stand before anything is accepted: SNS takes a message of a topic that nobody hears, and forgets it.
/// </summary>
public static class CoreRoute
{
    /// <summary>The queue of the reviewer that hears <see cref="AlertReceived"/>; the receptor declares it before it publishes.</summary>
    public const string AlertsQueue = "reviewer-alerts";
}
