using System.Text.Json.Serialization;

namespace AlertResponder.Contracts;

/// <summary>The policy's, or a person's, judgement of a report.</summary>
public sealed record Verdict
{
    /// <summary>How bad it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Why, for people. No volatile numbers, so that the same judgement reads the same.</summary>
    public required string Reason { get; init; }

    /// <summary>The policy's rule that decided.</summary>
    public required string Rule { get; init; }

    /// <summary>The policy, or a person's name.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>What was not answered when the verdict was reached, a line for people each.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>How bad a report is.</summary>
[JsonConverter(typeof(TolerantEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>A value that this reader does not know.</summary>
    Other,

    /// <summary>Nothing needs to be done.</summary>
    Safe,

    /// <summary>A person should look.</summary>
    Unclassified,

    /// <summary>A person must look now.</summary>
    Urgent,
}
