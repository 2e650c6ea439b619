namespace AlertResponder.Emitter.Slack;

/// <summary>What the emitter has to know of a report's message.</summary>
internal sealed class SlackState
{
    /// <summary>The id of the channel that the message is in, or is being posted to.</summary>
    public string? Channel { get; set; }

    /// <summary>What Slack calls the message by; null before it is known to be there.</summary>
    public string? Ts { get; set; }

    public string? Url { get; set; }

    /// <summary>The verdict that the message was posted with, which needs no reply.</summary>
    public int Opened { get; set; }

    /// <summary>The newest verdict that was posted or replied.</summary>
    public int Verdict { get; set; }

    /// <summary>The hash of what the message shows; null when that is not known.</summary>
    public string? Shown { get; set; }

    /// <summary>How much a message may hold; Slack has refused more.</summary>
    public int MaxCharacters { get; set; } = SlackText.MaxCharacters;

    /// <summary>How often what is being posted was posted before, without an answer and where the channel's history cannot be read.</summary>
    public int Repeats { get; set; }

    /// <summary>Whether the message may be there twice.</summary>
    public bool IsRepeat { get; set; }

    /// <summary>What came through though it was posted again, and is to be deleted.</summary>
    public IReadOnlyList<string> Duplicates { get; set; } = [];
}
