using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SimpleNotificationService;
using Amazon.SQS;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sns;

public sealed class When_an_endpoint_is_looked_up
{
    [Theory]
    [InlineData("eu-central-1", false, false, "https://{0}.eu-central-1.amazonaws.com")]
    [InlineData("cn-north-1", false, false, "https://{0}.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", false, false, "https://{0}.us-gov-west-1.amazonaws.com")]
    [InlineData("us-east-1", true, false, "https://{0}-fips.us-east-1.amazonaws.com")]
    [InlineData("us-gov-west-1", true, false, "https://{0}.us-gov-west-1.amazonaws.com")]
    [InlineData("eu-west-1", false, true, "https://{0}.eu-west-1.api.aws")]
    [InlineData("cn-north-1", false, true, "https://{0}.cn-north-1.api.amazonwebservices.com.cn")]
    [InlineData("us-east-1", true, true, "https://{0}-fips.us-east-1.api.aws")]
    [InlineData("us-gov-west-1", true, true, "https://{0}-fips.us-gov-west-1.api.aws")]
    [InlineData("xx-future-9", false, false, "https://{0}.xx-future-9.amazonaws.com")]
    public void Each_partition_has_its_own(string region, bool fips, bool dualStack, string expected)
    {
        Url(new AmazonSimpleNotificationServiceConfig(), region, fips, dualStack).Should().Be(string.Format(null, expected, "sns"));
        Url(new AmazonSQSConfig(), region, fips, dualStack).Should().Be(string.Format(null, expected, "sqs"), "SNS and SQS do the same");
    }

    [Fact]
    public void A_URL_is_taken_as_it_is()
    {
        var config = new AmazonSimpleNotificationServiceConfig { ServiceURL = "http://127.0.0.1:4566" };
        Url(config).Should().StartWith("http://127.0.0.1:4566");

        config.UseFIPSEndpoint = true;
        FluentActions.Invoking(() => Url(config)).Should().Throw<AmazonClientException>().WithMessage("SNS: ServiceURL excludes UseFIPSEndpoint*");
    }

    private static string Url(ClientConfig config, string region, bool fips, bool dualStack)
    {
        config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        config.UseFIPSEndpoint = fips;
        config.UseDualstackEndpoint = dualStack;
        return Url(config).TrimEnd('/');
    }

    private static string Url(ClientConfig config) =>
        config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new Amazon.SQS.Model.ListQueuesRequest())).URL;
}
