using AlertResponder.AmazonSns.Endpoints;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.SimpleNotificationService;

/// <summary>
/// Settings of the SNS client. Region, credentials and endpoint come from here, else from what the AWS SDK reads everywhere:
/// <c>AWS_REGION</c>, <c>AWS_ENDPOINT_URL_SNS</c>, <c>AWS_ENDPOINT_URL</c>, profiles, the task role.
/// </summary>
/// <remarks>
/// <see cref="ClientConfig.ServiceURL"/> and <see cref="ClientConfig.RegionEndpoint"/> exclude each other, the last one set wins: beside a
/// URL, <see cref="ClientConfig.AuthenticationRegion"/> names the region that requests are signed for.
/// </remarks>
internal sealed class AmazonSimpleNotificationServiceConfig : ClientConfig
{
    private static readonly string ClientUserAgent = InternalSDKUtils.BuildUserAgentString(
        "SNS", typeof(AmazonSimpleNotificationServiceConfig).Assembly.GetName().Version!.ToString());

    /// <summary>Makes settings with the SDK's defaults.</summary>
    public AmazonSimpleNotificationServiceConfig()
        : base(new DefaultConfigurationProvider(SnsDefaultConfigurations.All))
    {
        // The SDK makes the name of AWS_ENDPOINT_URL_SNS from the service id.
        ServiceId = SnsService.Id;
        AuthenticationServiceName = SnsService.SigningName;
        EndpointProvider = new SnsEndpointProvider();
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => SnsService.SigningName;

    /// <inheritdoc/>
    public override string ServiceVersion => SnsService.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent => ClientUserAgent;

    /// <summary>The endpoint that a request would go to.</summary>
    /// <exception cref="AmazonClientException">There is neither a region nor a URL, or the region does not offer what is asked for.</exception>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(SnsEndpointParameters.From(this, parameters?.AlternateEndpoint));
}
