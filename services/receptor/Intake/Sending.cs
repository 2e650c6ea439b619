namespace AlertResponder.Receptor.Intake;

/// <summary>One sending of a document.</summary>
/// <param name="Caller">Who sent it.</param>
/// <param name="Key">What names this sending, so that the same one again is known; null when the sender has not said.</param>
internal sealed record Sending(string Caller, string? Key);
