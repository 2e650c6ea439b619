using System.Text.Json.Serialization;
using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Reports;

/// <summary>The part of a report that no query asks for; one JSON column.</summary>
internal sealed class ReportContent
{
    private const int TimelineHead = 20;
    private const int TimelineLength = 200;

    private Dictionary<AttributeIdentity, TrackedAttribute>? _known;

    /// <summary>Read only: <see cref="Add"/> adds to it.</summary>
    public List<TrackedAttribute> Attributes { get; init; } = [];

    /// <summary>The largest number of attributes that one alert or answer had to leave out.</summary>
    public int OmittedAttributes { get; set; }

    public List<Finding> Findings { get; set; } = [];

    public int OmittedFindings { get; set; }

    public Verdict? Verdict { get; set; }

    /// <summary>Where emitters have written of it; the last place of each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<EmittedPlace>? Emitted { get; set; }

    public List<TimelineEntry> Timeline { get; init; } = [];

    public TrackedAttribute? Find(AttributeIdentity identity) => Known.GetValueOrDefault(identity);

    /// <summary>Adds an attribute that is not there.</summary>
    public void Add(TrackedAttribute attribute)
    {
        Known.Add(attribute.Identity, attribute);
        Attributes.Add(attribute);
    }

    public void AddToTimeline(TimelineEntry entry)
    {
        // The beginning says how it came about and the end how it stands; a report that lives for days loses the middle, and of that the verdicts
        // and what persons did last.
        if (Timeline.Count == TimelineLength)
        {
            var passing = Timeline.FindIndex(TimelineHead, former => !former.Lasts);
            Timeline.RemoveAt(passing < 0 ? TimelineHead : passing);
        }

        Timeline.Add(entry);
    }

    // Once, however many alerts of a batch are looked at.
    private Dictionary<AttributeIdentity, TrackedAttribute> Known => _known ??= Attributes.ToDictionary(attribute => attribute.Identity);
}

/// <summary>One thing that happened to a report.</summary>
/// <param name="At">When.</param>
/// <param name="What">What happened.</param>
/// <param name="Why">Why, or to what.</param>
/// <param name="By">Who did it: the reviewer, an inspector, a policy or a person.</param>
/// <param name="Lasts">Whether it is a new verdict or what a person did: those are left out last.</param>
internal sealed record TimelineEntry(
    DateTimeOffset At, string What, string? Why, string By,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Lasts = false);

/// <summary>An attribute of a report and how far each inspector is with it.</summary>
internal sealed class TrackedAttribute
{
    private AttributeIdentity? _identity;

    public required string Type { get; init; }
    public required string Value { get; init; }
    public required IReadOnlyList<string> Contexts { get; init; }
    public List<string> Keys { get; init; } = [];
    public DateTimeOffset FirstSeen { get; set; }
    public int Depth { get; set; }
    public bool Requested { get; set; }
    public List<TrackedInspection> Inspections { get; init; } = [];

    [JsonIgnore]
    public AttributeIdentity Identity => _identity ??= new AttributeIdentity(Type, Value, AttributeIdentity.Joined(Contexts));

    public InspectedAttribute ToInspected() => new() { Type = Type, Value = Value, Contexts = Contexts };
}

/// <summary>How far one inspector is with one attribute.</summary>
internal sealed class TrackedInspection
{
    public required string Inspector { get; init; }
    public InspectionState State { get; set; } = InspectionState.Pending;
    public string? Reason { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>When the answer is overdue; null when none is waited for.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked { get; set; }

    [JsonIgnore]
    public bool IsAwaited => Deadline is not null;
}
