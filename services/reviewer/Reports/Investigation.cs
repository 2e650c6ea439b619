using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Reports;

/// <summary>What came of an inspector's answer.</summary>
internal enum AttachResult
{
    /// <summary>The report knew it already, has a newer answer, did not ask for it, or has to wait for more.</summary>
    Insignificant,

    /// <summary>It is new to the report.</summary>
    Significant,
}

/// <summary>What to ask inspectors, and what their answers do to a report. Pure: changes the report and returns what is to be sent.</summary>
internal sealed class Investigation(ReportsOptions options)
{
    private const int MaxRepeats = 3;
    private const int MaxInspectors = 20;
    private static readonly TimeSpan AfterDeferral = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxDeferral = TimeSpan.FromHours(1);

    private readonly HashSet<string> _inspectTypes = [.. Names(options.InspectTypes)];

    private readonly (string Inspector, HashSet<string> Types)[] _expected =
        [.. options.ExpectedInspectors.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Names(pair.Value).ToHashSet()))];

    /// <summary>Requests every attribute that has not been requested yet.</summary>
    public List<InspectionRequested> RequestNew(Report report, DateTimeOffset now)
    {
        report.InspectionsRequested = true;
        var requests = new List<InspectionRequested>();
        foreach (var attribute in report.Content.Attributes.Where(a => !a.Requested && a.Depth <= options.MaxDepth && _inspectTypes.Contains(a.Type)))
        {
            attribute.Requested = true;
            var deadline = now + options.InspectionDeadline;
            foreach (var (inspector, types) in _expected)
                if (types.Contains(attribute.Type) && attribute.Inspections.All(pair => pair.Inspector != inspector))
                    attribute.Inspections.Add(new TrackedInspection { Inspector = inspector, At = now, Deadline = deadline, Asked = 1 });
            requests.Add(Request(report, attribute, deadline, inspector: null));
        }

        if (requests.Count > 0)
        {
            report.MarkChanged();
            report.Note(now, "inspections requested", $"{requests.Count} attributes");
        }

        return requests;
    }

    /// <summary>Requests overdue answers once more, each of its inspector alone, and gives up on those that were requested often enough.</summary>
    public List<InspectionRequested> AskAgain(Report report, DateTimeOffset now)
    {
        var requests = new List<InspectionRequested>();
        foreach (var attribute in report.Content.Attributes)
            foreach (var pair in attribute.Inspections.Where(pair => pair.Deadline <= now))
            {
                pair.At = now;
                if (pair.Asked > MaxRepeats)
                {
                    pair.State = InspectionState.Silent;
                    pair.Reason = $"asked {pair.Asked} times without an answer";
                    pair.Deadline = null;
                    report.MarkChanged();
                    report.Note(now, "inspector silent", pair.Inspector);
                    continue;
                }

                pair.Asked++;
                pair.Deadline = now + options.InspectionDeadline;
                requests.Add(Request(report, attribute, pair.Deadline.Value, pair.Inspector));
            }

        return requests;
    }

    /// <summary>Takes an inspector's answer.</summary>
    public AttachResult Attach(Report report, InspectionCompleted message, DateTimeOffset now)
    {
        var attribute = report.Content.Attributes.Find(a => a.Requested && a.Identity.InspectionId(report.CorrelationId) == message.InspectionId);
        if (attribute is null || PairOf(attribute, message.Inspector) is not { } pair) return AttachResult.Insignificant;

        var answer = InspectorAnswer.Read(message, attribute, now);
        var result = Attach(report, attribute, pair, answer);
        if (result is AttachResult.Significant) report.Note(now, $"inspected: {answer.Outcome}", attribute.Type, pair.Inspector);
        return result;
    }

    private AttachResult Attach(Report report, TrackedAttribute attribute, TrackedInspection pair, InspectionCompleted answer)
    {
        var deferred = answer.Outcome == InspectionOutcome.Deferred;
        var answered = pair.State is not (InspectionState.Pending or InspectionState.Deferred or InspectionState.Silent);
        if (answered && (deferred || answer.CompletedAt < pair.At)) return AttachResult.Insignificant;

        if (deferred)
        {
            (pair.State, pair.Reason) = (InspectionState.Deferred, answer.Reason);
            pair.Deadline = PutOff(pair.Deadline, answer);
            // What it has found so far counts already.
            var partial = answer.Findings.Count > 0 && !HasFindingsOf(report, answer);
            if (partial) Replace(report, answer);
            report.MarkChanged(significant: partial);
            return partial ? AttachResult.Significant : AttachResult.Insignificant;
        }

        var state = StateOf(answer.Outcome);
        var known = pair.State == state && pair.Reason == answer.Reason && HasFindingsOf(report, answer);
        (pair.State, pair.Reason, pair.At, pair.Deadline) = (state, answer.Reason, answer.CompletedAt, null);
        var grown = AddDiscovered(report, attribute, answer);
        if (known && !grown) return AttachResult.Insignificant;

        Replace(report, answer);
        report.MarkChanged(significant: true);
        return AttachResult.Significant;
    }

    // Whoever answers counts, also an inspector that nobody waits for; but only under a name, and not in any number.
    private static TrackedInspection? PairOf(TrackedAttribute attribute, string? inspector)
    {
        if (attribute.Inspections.Find(pair => pair.Inspector == inspector) is { } there) return there;
        if (!InspectorAnswer.IsName(inspector) || attribute.Inspections.Count >= MaxInspectors) return null;

        var pair = new TrackedInspection { Inspector = inspector, At = DateTimeOffset.MinValue };
        attribute.Inspections.Add(pair);
        attribute.Inspections.Sort((a, b) => string.CompareOrdinal(a.Inspector, b.Inspector));
        return pair;
    }

    /// <summary>When the next awaited answer is overdue.</summary>
    public static DateTimeOffset? NextDeadline(Report report) =>
        report.Content.Attributes.SelectMany(attribute => attribute.Inspections).Min(pair => pair.Deadline);

    /// <summary>Whether every answer that is waited for is there, or given up.</summary>
    public static bool IsComplete(Report report) =>
        !report.Content.Attributes.Exists(attribute => attribute.Inspections.Exists(pair => pair.IsAwaited));

    private static InspectionRequested Request(Report report, TrackedAttribute attribute, DateTimeOffset deadline, string? inspector) => new()
    {
        ReportId = report.CorrelationId,
        AlertId = report.AlertId,
        InspectionId = attribute.Identity.InspectionId(report.CorrelationId),
        Attribute = attribute.ToInspected(),
        Depth = attribute.Depth,
        Deadline = deadline,
        Inspector = inspector,
    };

    private static DateTimeOffset PutOff(DateTimeOffset? deadline, InspectionCompleted answer)
    {
        // An inspector is believed, within bounds.
        var latest = answer.CompletedAt + MaxDeferral;
        var until = answer.DeferredUntil is { } named && named < latest - AfterDeferral ? named + AfterDeferral : latest;
        return deadline > until ? deadline.Value : until;
    }

    private bool AddDiscovered(Report report, TrackedAttribute parent, InspectionCompleted answer)
    {
        var content = report.Content;
        var added = 0;
        var omitted = 0;
        foreach (var discovered in answer.Discovered)
        {
            var identity = AttributeIdentity.Of(discovered);
            if (content.Find(identity) is { } there)
            {
                there.Depth = Math.Min(there.Depth, parent.Depth + 1);
                continue;
            }

            if (added == options.MaxDiscovered || content.Attributes.Count >= options.MaxAttributes)
            {
                omitted++;
                continue;
            }

            var tracked = new TrackedAttribute
            {
                Type = identity.Type,
                Value = identity.Value,
                Contexts = AttributeIdentity.SortedContexts(discovered.Context),
                Keys = discovered.Key is { Length: > 0 } key ? [key] : [],
                FirstSeen = answer.CompletedAt,
                Depth = parent.Depth + 1,
            };
            content.Add(tracked);
            added++;
        }

        content.OmittedAttributes = Math.Max(content.OmittedAttributes, omitted);
        return added > 0;
    }

    private static void Replace(Report report, InspectionCompleted answer)
    {
        var others = report.Content.Findings.Where(finding => !IsFor(finding, answer));
        var (kept, omitted) = FindingsBudget.Keep([.. others, .. answer.Findings], FindingsBudget.OfReport);
        report.Content.Findings = kept;
        report.Content.OmittedFindings = Math.Max(report.Content.OmittedFindings, omitted);
    }

    private static bool HasFindingsOf(Report report, InspectionCompleted answer) =>
        Keyed(report.Content.Findings.Where(finding => IsFor(finding, answer))).SequenceEqual(Keyed(answer.Findings), StringComparer.Ordinal);

    private static IEnumerable<string> Keyed(IEnumerable<Finding> findings) => findings.Select(FindingsBudget.KeyOf).Order(StringComparer.Ordinal);

    private static bool IsFor(Finding finding, InspectionCompleted answer) =>
        finding.Inspector == answer.Inspector
        && finding.Attribute.Type == answer.Attribute.Type
        && finding.Attribute.Value == answer.Attribute.Value
        && finding.Attribute.Contexts.SequenceEqual(answer.Attribute.Contexts);

    private static InspectionState StateOf(InspectionOutcome outcome) => outcome switch
    {
        InspectionOutcome.Found => InspectionState.Found,
        InspectionOutcome.Nothing => InspectionState.Nothing,
        InspectionOutcome.Unknown => InspectionState.Unknown,
        InspectionOutcome.Skipped => InspectionState.Skipped,
        InspectionOutcome.Failed => InspectionState.Failed,
        InspectionOutcome.Deferred => InspectionState.Deferred,
        _ => InspectionState.Other,
    };

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
