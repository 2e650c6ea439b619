using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace AlertResponder.AmazonSns.Endpoints;

/// <summary>Finds the endpoint of a region by the partition data of the SDK (commercial, China, GovCloud, ...).</summary>
/// <remarks>https://docs.aws.amazon.com/general/latest/gr/sns.html</remarks>
internal sealed class SnsEndpointProvider : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters) => new(Url((SnsEndpointParameters)parameters));

    private static string Url(SnsEndpointParameters parameters)
    {
        if (!string.IsNullOrEmpty(parameters.Endpoint))
        {
            if (!parameters.UseFIPS && !parameters.UseDualStack) return parameters.Endpoint;
            throw new AmazonClientException(
                "SNS: ServiceURL excludes UseFIPSEndpoint and UseDualstackEndpoint. Name the FIPS or dual-stack host in ServiceURL.");
        }

        if (string.IsNullOrEmpty(parameters.Region))
            throw new AmazonClientException("SNS: there is no region. Set RegionEndpoint or AWS_REGION, or ServiceURL and AuthenticationRegion.");

        var partition = Fn.Partition(parameters.Region)
            ?? throw new AmazonClientException($"SNS: the region '{parameters.Region}' is in no partition that this SDK knows.");
        if (parameters.UseFIPS && !partition.supportsFIPS)
            throw new AmazonClientException($"SNS: UseFIPSEndpoint is set, but the partition {partition.name} has no FIPS endpoints.");
        if (parameters.UseDualStack && !partition.supportsDualStack)
            throw new AmazonClientException($"SNS: UseDualstackEndpoint is set, but the partition {partition.name} has no dual-stack endpoints.");

        // GovCloud's plain endpoint is its FIPS endpoint.
        var fips = parameters.UseFIPS && (partition.name != "aws-us-gov" || parameters.UseDualStack);
        var suffix = parameters.UseDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
        return $"https://{(fips ? "sns-fips" : "sns")}.{parameters.Region}.{suffix}";
    }
}
