using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using Amazon.Runtime;
using Amazon.SQS;

namespace AlertResponder.Transport.AmazonSqs.Tests.Configuration;

public sealed class HostSettingsTests
{
    [Fact]
    public void A_call_is_given_up_after_the_longest_poll_and_not_after_100_seconds()
    {
        using var sqs = Settings().CreateSqsClient();
        using var sns = (AmazonServiceClient)Settings().CreateSnsClient();

        sqs.Config.Timeout.Should().Be(TimeSpan.FromSeconds(30));
        sns.Config.Timeout.Should().Be(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_time_limit_of_the_client_configuration_is_kept()
    {
        var settings = Settings();
        settings.Config(new AmazonSQSConfig { Timeout = TimeSpan.FromSeconds(7) });
        using var sqs = settings.CreateSqsClient();

        sqs.Config.Timeout.Should().Be(TimeSpan.FromSeconds(7));
    }

    private static HostSettings Settings()
    {
        var settings = new HostSettings();
        settings.UseRegion("eu-central-1");
        settings.AccessKey("key");
        settings.SecretKey("secret");
        return settings;
    }
}
