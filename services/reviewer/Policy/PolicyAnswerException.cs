namespace AlertResponder.Reviewer.Policy;

/// <summary>The organization's policy service answered something that is no verdict. The message is shown in the report.</summary>
internal sealed class PolicyAnswerException(string message) : Exception(message);
