namespace AlertResponder.Receptor.Intake;

/// <summary>One sending of a document.</summary>
/// <param name="Sender">Name of the API key or of the queue that it came by; null where neither is.</param>
/// <param name="Key">What names this sending, so that the same one again is known; null when the sender has not said.</param>
internal sealed record Sending(string? Sender, string? Key);
