namespace AlertResponder.Receptor.Intake;

/// <summary>A document as it lies in the queue <c>alert-intake</c>: whatever a system has put there.</summary>
internal sealed record AlertDocument
{
    /// <summary>The message's body.</summary>
    public string Text { get; init; } = "";
}
