using AlertResponder.Contracts;

namespace AlertResponder.Inspection;

/// <summary>Looks at one attribute of an alert. It is created for each request, so it may depend on scoped services.</summary>
public interface IInspector
{
    /// <summary>
    /// Looks once. What may work later is answered as <see cref="InspectionResult.Deferred"/>, not waited for. An exception is tried again after
    /// 1, 5 and 15 seconds, and then the request goes to the queue's <c>_error</c> queue.
    /// </summary>
    /// <param name="attribute">
    /// What to look at: one of the types that the inspector was added for. Its value comes from whoever caused the alert: never follow it as
    /// an address, never log it.
    /// </param>
    /// <param name="cancellationToken">Ends the looking when the service stops.</param>
    /// <returns>The result.</returns>
    Task<InspectionResult> InspectAsync(InspectedAttribute attribute, CancellationToken cancellationToken);
}
