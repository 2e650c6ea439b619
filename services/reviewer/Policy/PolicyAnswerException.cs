namespace AlertResponder.Reviewer.Policy;

/// <summary>The organization's policy service did not answer with a verdict. The message is shown in the report.</summary>
internal sealed class PolicyAnswerException(string message) : Exception(message);
