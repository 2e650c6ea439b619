using Microsoft.AspNetCore.Http;

namespace AlertResponder.Receptor.Queue;

/// <summary>A document of the queue can never be taken; it goes to the error queue.</summary>
/// <param name="problem">What is wrong, as HTTP would answer it.</param>
internal sealed class AlertRefusedException(HttpValidationProblemDetails problem) : Exception("The document was refused; the attribute Problem says why")
{
    public HttpValidationProblemDetails Problem => problem;
}

/// <summary>A document of the queue could not be published now; it stays in the queue.</summary>
internal sealed class AlertNotPublishedException(Exception cause)
    : Exception("The alerts of a document could not be published; SQS delivers it again", cause);
