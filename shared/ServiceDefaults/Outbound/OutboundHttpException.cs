namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>
/// There is no answer of another organization. The message is a text for people that can be shown and logged: it holds nothing of the
/// request or the answer, and there is no inner exception that would.
/// </summary>
/// <param name="failure">Why.</param>
/// <param name="error">The same as the framework's kind of error, for callers that tell apart whether a request was sent.</param>
/// <param name="message">The text for people; it does not name the peer.</param>
public sealed class OutboundHttpException(OutboundFailure failure, HttpRequestError error, string message) : HttpRequestException(error, message)
{
    /// <summary>Why there is no answer.</summary>
    public OutboundFailure Failure { get; } = failure;
}
