using AlertResponder.ServiceDefaults;

namespace AlertResponder.Reviewer;

/// <summary>Section <c>Reports</c>. Lengths of time are <c>hh:mm:ss</c> or a plain number of seconds.</summary>
internal sealed class ReportsOptions
{
    public const string Section = "Reports";

    /// <summary>From the first alert until inspections are requested.</summary>
    public Duration InspectionDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>From the first alert until the review; longer than InspectionDelay, or both 0.</summary>
    public Duration ReviewDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>For how long after the last alert further ones join.</summary>
    public Duration Window { get; set; } = TimeSpan.FromHours(24);

    /// <summary>For how long after the first alert further ones join at most.</summary>
    public Duration MaxWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The shortest time between two updates; doubles while only repeats come.</summary>
    public Duration UpdateInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The limit of UpdateInterval as it doubles.</summary>
    public Duration MaxUpdateInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an inspector has for an answer before it is asked again.</summary>
    public Duration InspectionDeadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the first review waits for answers that are still out.</summary>
    public Duration ReviewGrace { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>From a significant change to the next review; doubles while reviews confirm the verdict.</summary>
    public Duration ReReviewDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The limit of ReReviewDelay as it doubles.</summary>
    public Duration MaxReReviewDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>For how long after closing significant changes still cause a review.</summary>
    public Duration LateFindings { get; set; } = TimeSpan.FromDays(7);

    /// <summary>For how long a report is kept after it closed; at least LateFindings and MaxWindow together, ten years at most.</summary>
    public Duration Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many attributes a report keeps.</summary>
    public int MaxAttributes { get; set; } = 500;

    /// <summary>How many attributes one inspection may add.</summary>
    public int MaxDiscovered { get; set; } = 50;

    /// <summary>How many inspectors may stand between an alert and an attribute that is inspected.</summary>
    public int MaxDepth { get; set; } = 2;

    /// <summary>The attribute types that inspectors are asked about, separated by commas.</summary>
    public string InspectTypes { get; set; } = "ipaddr,domain,username,filehashvalue,url";

    /// <summary>Which inspectors an answer is waited for from: name → attribute types, separated by commas.</summary>
    public Dictionary<string, string> ExpectedInspectors { get; } = new(StringComparer.Ordinal) { ["virustotal"] = "ipaddr,domain,filehashvalue,url" };

    public IEnumerable<string> Validate()
    {
        var bothZero = InspectionDelay.Value == TimeSpan.Zero && ReviewDelay.Value == TimeSpan.Zero;
        if (!bothZero && ReviewDelay.Value <= InspectionDelay.Value)
            yield return $"Reports__ReviewDelay is {ReviewDelay}: it must be longer than Reports__InspectionDelay ({InspectionDelay}), or both 0";
        foreach (var (name, value) in new[]
                 {
                     (nameof(Window), Window), (nameof(UpdateInterval), UpdateInterval), (nameof(InspectionDeadline), InspectionDeadline),
                     (nameof(ReReviewDelay), ReReviewDelay),
                 })
            if (value.Value == TimeSpan.Zero)
                yield return $"Reports__{name} is 0: it must be longer";
        if (MaxWindow.Value < Window.Value) yield return $"Reports__MaxWindow is {MaxWindow}: it must be at least Reports__Window ({Window})";
        if (MaxUpdateInterval.Value < UpdateInterval.Value)
            yield return $"Reports__MaxUpdateInterval is {MaxUpdateInterval}: it must be at least Reports__UpdateInterval ({UpdateInterval})";
        if (MaxReReviewDelay.Value < ReReviewDelay.Value)
            yield return $"Reports__MaxReReviewDelay is {MaxReReviewDelay}: it must be at least Reports__ReReviewDelay ({ReReviewDelay})";
        if (Retention.Value < LateFindings.Value + MaxWindow.Value)
            yield return $"Reports__Retention is {Retention}: it must be at least Reports__LateFindings ({LateFindings}) and Reports__MaxWindow ({MaxWindow}) "
                + $"together, {(Duration)(LateFindings.Value + MaxWindow.Value)}";
        if (MaxAttributes is < 1 or > 5000) yield return $"Reports__MaxAttributes is {MaxAttributes}: 1 to 5000 are allowed";
        if (MaxDiscovered is < 0 or > 500) yield return $"Reports__MaxDiscovered is {MaxDiscovered}: 0 to 500 are allowed";
        if (MaxDepth is < 0 or > 10) yield return $"Reports__MaxDepth is {MaxDepth}: 0 to 10 are allowed";
    }
}
