using AlertResponder.Contracts;

namespace AlertResponder.Inspection;

/// <summary>Looks at one attribute of an alert. It is created for each request, so it may depend on scoped services.</summary>
public interface IInspector
{
    /// <summary>
    /// Looks once. What may work later is answered as <see cref="InspectionResult.Deferred"/>, not waited for. An exception is an error of the
    /// inspector: it is answered at once as <see cref="InspectionResult.Failed"/>, with its type as the reason, and is not tried again. Only a
    /// cancellation at the service's stop leaves the request to be looked at later.
    /// </summary>
    /// <param name="attribute">
    /// What to look at: one of the types that the inspector was added for. Its value comes from whoever caused the alert: never follow it as
    /// an address, never log it.
    /// </param>
    /// <param name="cancellationToken">Ends the looking when the service stops.</param>
    /// <returns>The result.</returns>
    Task<InspectionResult> InspectAsync(InspectedAttribute attribute, CancellationToken cancellationToken);
}
