using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace AlertResponder.AmazonSns.Endpoints;

/// <summary>Puts the endpoint into each request.</summary>
internal sealed class SnsEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        SnsEndpointParameters.From(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);

    // Without it, the signer guesses the region from the host's name: of a URL in AWS_ENDPOINT_URL it would guess wrong, and slowly.
    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
        executionContext.RequestContext.Request.AuthenticationRegion = ((SnsEndpointParameters)parameters).Region;
}
