namespace AlertResponder.Contracts;

/// <summary>What an inspector is asked to look at: the identity of an attribute, without key and time.</summary>
public sealed record InspectedAttribute
{
    /// <summary>The attribute's type, e.g. <c>ipaddr</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The normalized value.</summary>
    public required string Value { get; init; }

    /// <summary>Sorted and distinct.</summary>
    public IReadOnlyList<string> Contexts { get; init; } = [];
}

/// <summary>reviewer → inspectors: look at one attribute. Header and SNS attribute <c>AttributeType</c> repeat its type.</summary>
public sealed record InspectionRequested
{
    /// <summary>The report that asks.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>The alert id of that report.</summary>
    public required string AlertId { get; init; }

    /// <summary>Made of report and attribute (see <c>NameBasedId</c>): the same question has the same id.</summary>
    public required Guid InspectionId { get; init; }

    /// <summary>What to look at.</summary>
    public required InspectedAttribute Attribute { get; init; }

    /// <summary>0 for an attribute of an alert, one more for each inspector in between.</summary>
    public int Depth { get; init; }

    /// <summary>When the answer is no longer waited for, in UTC.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>When set, only the inspector of this name answers: a repeated request.</summary>
    public string? Inspector { get; init; }
}
