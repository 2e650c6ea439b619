namespace AlertResponder.Receptor.Intake;

/// <summary>A document of the queue could not be published now; it stays in the queue.</summary>
internal sealed class AlertNotPublishedException(Exception cause) : Exception("The alerts of a document could not be published; it comes again", cause);
