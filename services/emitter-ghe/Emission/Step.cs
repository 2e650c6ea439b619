namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>What to do next for one report. Each is at most one change at GitHub.</summary>
internal abstract record Step
{
    private Step()
    {
    }

    public sealed record CreateIssue : Step;

    public sealed record EditBody : Step;

    /// <param name="Verdict">The verdict to tell.</param>
    /// <param name="Overtaken">Verdicts before it that were never told.</param>
    public sealed record AddComment(int Verdict, IReadOnlyList<int> Overtaken) : Step
    {
        public bool Equals(AddComment? other) => other is not null && Verdict == other.Verdict && Overtaken.SequenceEqual(other.Overtaken);

        public override int GetHashCode() => Verdict;
    }

    public sealed record AddLabel(string Label) : Step;

    public sealed record RemoveLabel(string Label) : Step;

    public sealed record Close(int Verdict) : Step;

    public sealed record Reopen(int Verdict) : Step;

    public sealed record CloseDuplicate(int Number) : Step;
}
