using Microsoft.AspNetCore.Http;

namespace AlertResponder.Receptor.Intake;

/// <summary>A document of the queue that cannot be taken, for good.</summary>
/// <param name="problem">What is wrong, as HTTP would answer it.</param>
internal sealed class AlertRefusedException(HttpValidationProblemDetails problem) : Exception("The document was refused; the attribute Problem says why")
{
    public HttpValidationProblemDetails Problem => problem;
}
