using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Util;

namespace AlertResponder.AmazonSns.Endpoints;

/// <summary>What decides the endpoint, under the names that a global endpoint provider of the application expects.</summary>
internal sealed class SnsEndpointParameters : EndpointParameters
{
    public string? Region
    {
        get => (string?)this[nameof(Region)];
        init => this[nameof(Region)] = value;
    }

    public bool UseDualStack
    {
        get => (bool)this[nameof(UseDualStack)];
        init => this[nameof(UseDualStack)] = value;
    }

    public bool UseFIPS
    {
        get => (bool)this[nameof(UseFIPS)];
        init => this[nameof(UseFIPS)] = value;
    }

    public string? Endpoint
    {
        get => (string?)this[nameof(Endpoint)];
        init => this[nameof(Endpoint)] = value;
    }

    public static SnsEndpointParameters From(IClientConfig config, RegionEndpoint? alternate)
    {
        // The region first: looking it up in the environment resets the URL, reading the URL then looks that up.
        var region = alternate ?? config.RegionEndpoint;
        var url = config.ServiceURL;
        return new()
        {
            Region = region?.SystemName ?? SigningRegion(config, url),
            UseDualStack = config.UseDualstackEndpoint,
            UseFIPS = config.UseFIPSEndpoint,
            Endpoint = url,
        };
    }

    private static string? SigningRegion(IClientConfig config, string? url) =>
        !string.IsNullOrEmpty(config.AuthenticationRegion) ? config.AuthenticationRegion
        : string.IsNullOrEmpty(url) ? null
        : AWSSDKUtils.DetermineRegion(url);
}
