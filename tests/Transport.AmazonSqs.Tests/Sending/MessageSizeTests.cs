using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using SnsValue = Amazon.SimpleNotificationService.Model.MessageAttributeValue;
using SqsValue = Amazon.SQS.Model.MessageAttributeValue;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sending;

public sealed class MessageSizeTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("äöü", 6)]
    [InlineData("日本", 6)]
    [InlineData("🙂", 4)]
    public void Body_counts_in_bytes_of_UTF8(string body, int bytes)
    {
        MessageSize.Of(body, (Dictionary<string, SqsValue>?)null).Should().Be(bytes);
        MessageSize.Of(body, (Dictionary<string, SnsValue>?)null).Should().Be(bytes);
    }

    [Fact]
    public void Name_type_and_value_of_an_attribute_count()
    {
        MessageSize.Of("1", new Dictionary<string, SqsValue> { ["Näme"] = new() { DataType = "String", StringValue = "äö" } }).Should().Be(1 + 5 + 6 + 4);
        MessageSize.Of("1", new Dictionary<string, SnsValue> { ["Näme"] = new() { DataType = "String", StringValue = "äö" } }).Should().Be(1 + 5 + 6 + 4);
    }
}
