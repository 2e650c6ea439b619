namespace AlertResponder.Contracts;

/// <summary>reviewer → its policy consumer: judge this report.</summary>
public sealed record ReviewRequested
{
    /// <summary>The report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>What its alerts have in common.</summary>
    public required string AlertId { get; init; }

    /// <summary>Which review of the report this is, from 1; an answer to a former one is not taken.</summary>
    public required int ReviewNumber { get; init; }

    /// <summary>The document version that is judged.</summary>
    public required int BasedOnVersion { get; init; }

    /// <summary>The report as it stands, at most 60 KiB.</summary>
    public required ReportDocument Report { get; init; }
}
