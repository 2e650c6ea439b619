namespace AlertResponder.Receptor.Intake;

/// <summary>One submission of a document.</summary>
/// <param name="Sender">Name of the API key or of the queue that it came by; null where there is neither.</param>
/// <param name="Key">Identifies the submission, so that it is recognized when it is sent again; null when the sender gave none.</param>
internal sealed record Submission(string? Sender, string? Key);
