namespace AlertResponder.Bench.Pipeline;

/// <summary>Everything that was measured.</summary>
/// <param name="Reviewers">Processes of the reviewer.</param>
/// <param name="Window">Reports in flight at most, in the closed loop.</param>
/// <param name="Loaded">The measured part of the closed loop.</param>
/// <param name="CalmPerSecond">Alerts a second in the open loop.</param>
/// <param name="Calm">Its delays.</param>
/// <param name="RawPerSecond">Messages a second of the raw clients, by round.</param>
/// <param name="Outcome">Whether everything came, once.</param>
internal sealed record PipelineResult(
    int Reviewers, int Window, PipelineStretch Loaded, double CalmPerSecond, PipelineDelays Calm, List<double> RawPerSecond, PipelineOutcome Outcome);

/// <summary>Milliseconds from each alert's 202.</summary>
/// <param name="ToVerdict">To the transaction that stored its report's verdict and what publishes it.</param>
/// <param name="ToComment">To the comment at GitHub.</param>
internal sealed record PipelineDelays(List<double> ToVerdict, List<double> ToComment)
{
    /// <param name="alerts">The alerts.</param>
    /// <param name="verdicts">Report and time of the first verdict, by alert id.</param>
    /// <param name="issues">The issues by report.</param>
    public static PipelineDelays Of(
        IEnumerable<AcceptedAlert> alerts, IReadOnlyDictionary<string, StoredVerdict> verdicts, ILookup<Guid, Emitted> issues)
    {
        var delays = new PipelineDelays([], []);
        foreach (var alert in alerts)
        {
            if (!verdicts.TryGetValue(alert.AlertId, out var verdict)) continue;
            delays.ToVerdict.Add((verdict.At - alert.At).TotalMilliseconds);
            if (issues[verdict.ReportId].SelectMany(issue => issue.Comments).Min(comment => (DateTimeOffset?)comment.At) is { } comment)
                delays.ToComment.Add((comment - alert.At).TotalMilliseconds);
        }

        return delays;
    }
}

/// <summary>A report's first verdict.</summary>
internal readonly record struct StoredVerdict(Guid ReportId, DateTimeOffset At);

/// <summary>What became of all alerts, those of the warm-up included.</summary>
/// <param name="Accepted">Alerts that were answered 202; each opens a report.</param>
/// <param name="Missing">Reports without an issue, or whose issue has no verdict's comment.</param>
/// <param name="Doubled">Issues of a report, and comments of a verdict, beyond the first.</param>
/// <param name="Errors">Messages in error queues.</param>
internal sealed record PipelineOutcome(int Accepted, int Missing, int Doubled, long Errors)
{
    public bool IsClean => (Missing, Doubled, Errors) == (0, 0, 0);

    /// <param name="accepted">Alerts that were answered 202.</param>
    /// <param name="issues">The issues by report.</param>
    /// <param name="messages">Messages by queue.</param>
    public static PipelineOutcome Of(int accepted, ILookup<Guid, Emitted> issues, IReadOnlyDictionary<string, long> messages) => new(
        accepted,
        accepted - issues.Count(report => report.Any(issue => issue.Comments.Count > 0)),
        issues.Sum(report => report.Count() - 1 + Repeats(report.SelectMany(issue => issue.Comments))),
        messages.Where(queue => queue.Key.EndsWith("_error", StringComparison.Ordinal)).Sum(queue => queue.Value));

    private static int Repeats(IEnumerable<EmittedComment> comments) => comments.GroupBy(comment => comment.Marker).Sum(verdict => verdict.Count() - 1);
}
