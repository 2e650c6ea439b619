namespace AlertResponder.Contracts;

/// <summary>
/// emitter → reviewer: where an emitter has written of a report. It is sent to the queue <see cref="CoreRoute.ReportsQueue"/> and not published, so it
/// has no topic. The reviewer takes it as foreign text, and keeps the last one of each emitter.
/// </summary>
public sealed record ReportEmitted
{
    /// <summary>The report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>What its alerts have in common.</summary>
    public required string AlertId { get; init; }

    /// <summary>The emitter's name, as its queue is called: 1 to 64 ASCII letters, digits and <c>- _ .</c></summary>
    public required string Emitter { get; init; }

    /// <summary>What people call the place, e.g. <c>issue 12</c>; 100 characters at most.</summary>
    public required string Place { get; init; }

    /// <summary>Its address, absolute, http or https; null where it has none.</summary>
    public string? Url { get; init; }

    /// <summary>The number of the newest verdict that it shows, 0 before the first.</summary>
    public required int VerdictNumber { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
