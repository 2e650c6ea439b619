using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AlertResponder.AmazonSns.Endpoints;

/// <summary>The SDK's modes of defaults (<c>AWS_DEFAULTS_MODE</c>), with the connect time-outs that AWS gives for each.</summary>
/// <remarks>https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html</remarks>
internal static class SnsDefaultConfigurations
{
    public static readonly IReadOnlyList<IDefaultConfiguration> All =
    [
        Of(DefaultConfigurationMode.Standard, 3100),
        Of(DefaultConfigurationMode.InRegion, 1100),
        Of(DefaultConfigurationMode.CrossRegion, 3100),
        Of(DefaultConfigurationMode.Mobile, 30_000),
        Of(DefaultConfigurationMode.Auto, 1100),
    ];

    private static DefaultConfiguration Of(DefaultConfigurationMode mode, int connectMilliseconds) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        ConnectTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
    };
}
