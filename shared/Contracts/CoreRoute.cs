namespace AlertResponder.Contracts;

/// <summary>
/// Queues that must hear a message before it is published: SNS takes a message of a topic that nobody hears, and forgets it. Whoever
/// publishes such a message makes sure of them.
/// </summary>
public static class CoreRoute
{
    /// <summary>The queue of the reviewer that hears <see cref="AlertReceived"/>.</summary>
    public const string AlertsQueue = "reviewer-alerts";

    /// <summary>The queue of the reviewer that hears <see cref="InspectionCompleted"/>; the reviewer sends its own messages about reports to it as well.</summary>
    public const string ReportsQueue = "reviewer-reports";
}
