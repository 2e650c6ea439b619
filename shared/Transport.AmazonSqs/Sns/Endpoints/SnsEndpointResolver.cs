using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace AlertResponder.Transport.AmazonSqs.Sns.Endpoints;

/// <summary>Puts the endpoint into each request.</summary>
internal sealed class SnsEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        SnsEndpointParameters.From(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
}
