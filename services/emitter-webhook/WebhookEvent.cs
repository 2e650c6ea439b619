using System.Globalization;
using AlertResponder.Contracts;
using AlertResponder.Emission;

namespace AlertResponder.Emitter.Webhook;

/// <summary>Something that a target is to be sent of a report.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Number">Which of its kind: the verdict's number, the version of an update, else 0.</param>
/// <param name="At">When it happened.</param>
internal sealed record WebhookEvent(string Type, int Number, DateTimeOffset At)
{
    public const string Opened = "report.opened";
    public const string Updated = "report.updated";
    public const string VerdictReached = "report.verdict_reached";
    public const string Closed = "report.closed";

    public static readonly IReadOnlyList<string> All = [Opened, Updated, VerdictReached, Closed];

    /// <summary>When one that was not taken is sent again: the schedule of the specification, three days at the longest.</summary>
    public static readonly IReadOnlyList<TimeSpan> Retries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), .. new[] { 2, 5, 10, 14, 20, 24 }.Select(hours => TimeSpan.FromHours(hours)),
    ];

    private static readonly Guid IdNamespace = new("5c0e2a56-9d0f-4e0b-8a53-0f6c4d0e7b11");

    /// <summary>
    /// The next event (pure). Of several verdicts that are known each is sent, in the order of their numbers; one that is heard of when a later one
    /// was sent is left out, for who acts on it would undo the later one's work.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="state">What was sent.</param>
    /// <param name="wanted">The types that the target takes.</param>
    /// <returns>The event; null for none.</returns>
    public static WebhookEvent? Next(EmittedReport report, WebhookState state, IReadOnlyList<string> wanted)
    {
        var now = report.Report;
        if (!state.IsOpened && wanted.Contains(Opened)) return new(Opened, 0, now.OpenedAt);
        if (wanted.Contains(VerdictReached) && report.Verdicts.Keys.Where(number => number > state.Verdict).Order().FirstOrDefault() is > 0 and var next)
            return new(VerdictReached, next, report.Verdicts[next].DecidedAt);
        var isClosed = now.Status == ReportStatus.Closed;
        if (isClosed && !state.IsClosed && wanted.Contains(Closed)) return new(Closed, 0, now.WindowEndsAt);
        return report.DocumentVersion > state.Version && wanted.Contains(Updated) ? new(Updated, report.DocumentVersion, now.LastSeen) : null;
    }

    /// <summary>Notes that it is done with, and that it has shown a version of the report.</summary>
    public void Apply(WebhookState state, int version, bool isSent)
    {
        state.IsOpened |= Type == Opened;
        state.IsClosed |= Type == Closed;
        if (Type == VerdictReached) state.Verdict = Number;
        state.Version = Math.Max(state.Version, version);
        if (isSent) state.SentVerdict = Type == VerdictReached ? Number : state.SentVerdict ?? 0;
    }

    /// <summary>The <c>webhook-id</c>: the same however often the event is sent, also by another process.</summary>
    public string IdFor(string target, Guid reportId) =>
        NameBasedId.Of(IdNamespace, target, reportId.ToString(), Type, Number.ToString(CultureInfo.InvariantCulture)).ToString();
}

/// <summary>Which events of a report are done with: sent, or given up.</summary>
internal sealed class WebhookState
{
    public bool IsOpened { get; set; }

    /// <summary>The number of the last verdict.</summary>
    public int Verdict { get; set; }

    /// <summary>The last version, by whichever event.</summary>
    public int Version { get; set; }

    /// <summary>The number of the last verdict that was sent, 0 before the first; null when nothing was sent at all.</summary>
    public int? SentVerdict { get; set; }

    public bool IsClosed { get; set; }
}
