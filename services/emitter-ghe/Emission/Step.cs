namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>What to do next for one report. Each is at most one change at GitHub.</summary>
internal abstract record Step
{
    private Step()
    {
    }

    /// <summary>All that is wanted is applied.</summary>
    public sealed record Nothing : Step;

    /// <summary>Making the text, before anything is decided: only ever seen failing.</summary>
    public sealed record Render : Step;

    public sealed record WaitUntil(DateTimeOffset At) : Step;

    /// <param name="IsRepeat">An earlier attempt had an unknown end and nothing was found of it.</param>
    public sealed record CreateIssue(bool IsRepeat) : Step;

    public sealed record FindIssue : Step;

    public sealed record EditBody : Step;

    /// <param name="Verdict">The verdict to tell.</param>
    /// <param name="Overtaken">Verdicts before it that were never told.</param>
    /// <param name="IsRepeat">An earlier attempt had an unknown end and nothing was found of it.</param>
    public sealed record AddComment(int Verdict, IReadOnlyList<int> Overtaken, bool IsRepeat) : Step
    {
        public bool Equals(AddComment? other) =>
            other is not null && Verdict == other.Verdict && IsRepeat == other.IsRepeat && Overtaken.SequenceEqual(other.Overtaken);

        public override int GetHashCode() => HashCode.Combine(Verdict, IsRepeat);
    }

    public sealed record FindComment(int Verdict) : Step;

    public sealed record AddLabel(string Label) : Step;

    public sealed record RemoveLabel(string Label) : Step;

    public sealed record Close(int Verdict) : Step;

    public sealed record Reopen(int Verdict) : Step;

    public sealed record FindDuplicates : Step;

    public sealed record CloseDuplicate(int Number) : Step;
}
