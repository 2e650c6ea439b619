using AlertResponder.Transport.AmazonSqs.Internal.Topology;

namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed class ArnTests
{
    [Fact]
    public void Topic_lives_beside_the_queue()
    {
        Arn.OfTopic("arn:aws-cn:sqs:cn-north-1:123456789012:orders", "order").Should().Be("arn:aws-cn:sns:cn-north-1:123456789012:order");
        Arn.OfQueue("arn:aws:sqs:eu-central-1:123456789012:orders_error", "orders").Should().Be("arn:aws:sqs:eu-central-1:123456789012:orders");
    }

    [Theory]
    [InlineData("eu-central-1", "arn:aws:sns:eu-central-1:123456789012:order")]
    [InlineData("cn-north-1", "arn:aws-cn:sns:cn-north-1:123456789012:order")]
    [InlineData("us-gov-west-1", "arn:aws-us-gov:sns:us-gov-west-1:123456789012:order")]
    public void Topic_has_the_partition_of_its_region(string region, string arn) => Arn.OfTopic(region, "123456789012", "order").Should().Be(arn);

    [Theory]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders", "123456789012")]
    [InlineData("http://127.0.0.1:4566/000000000000/orders", "000000000000")]
    [InlineData("http://127.0.0.1:9324/queue/orders", null)]
    [InlineData("http://127.0.0.1:9324/orders", null)]
    public void Account_stands_in_the_URL_of_a_queue(string url, string? account) => Arn.AccountOfQueueUrl(url).Should().Be(account);
}
