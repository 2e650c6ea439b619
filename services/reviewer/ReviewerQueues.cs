using AlertResponder.Contracts;

namespace AlertResponder.Reviewer;

/// <summary>The reviewer's queues.</summary>
internal static class ReviewerQueues
{
    /// <summary>Alerts, aggregated in batches.</summary>
    public const string Alerts = CoreRoute.AlertsQueue;

    /// <summary>Alerts of a batch that failed, each alone.</summary>
    public const string SingleAlerts = "reviewer-alerts-single";

    /// <summary>All that happens to reports.</summary>
    public const string Reports = CoreRoute.ReportsQueue;

    /// <summary>Reports for the policy.</summary>
    public const string Policy = "reviewer-policy";

    /// <summary>Where messages about reports are sent.</summary>
    public static readonly Uri ReportsAddress = new($"queue:{Reports}");

    /// <summary>Where reports are sent that the policy is to judge.</summary>
    public static readonly Uri PolicyAddress = new($"queue:{Policy}");
}
