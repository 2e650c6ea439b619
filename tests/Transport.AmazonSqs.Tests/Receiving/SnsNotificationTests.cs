using AlertResponder.Transport.AmazonSqs.Internal.Receiving;

namespace AlertResponder.Transport.AmazonSqs.Tests.Receiving;

public sealed class SnsNotificationTests
{
    [Fact]
    public void Message_and_attributes_are_taken_out()
    {
        var notification = SnsNotification.TryRead("""
             {
              "Type" : "Notification", "MessageId" : "1", "TopicArn" : "arn:aws:sns:eu-central-1:123456789012:order",
              "Message" : "{\"text\":\"Zoë\"}", "Timestamp" : "2026-01-01T00:00:00.000Z",
              "MessageAttributes" : { "Content-Type" : { "Type" : "String", "Value" : "text/plain" }, "Odd" : "value", "None" : { "Type" : "String" } }
            }
            """);

        notification!.Message.Should().Be("""{"text":"Zoë"}""");
        notification.Attributes.Should().BeEquivalentTo(new Dictionary<string, string> { ["Content-Type"] = "text/plain" });
        notification.Attributes.ContainsKey("content-type").Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("""{"Message":"m","Type":"Notification"}""")]
    [InlineData("""{"TopicArn":"arn","Message":"m"}""")]
    [InlineData("""{"TopicArn":"arn","Type":"Notification"}""")]
    [InlineData("""{"TopicArn":"arn","Type":"UnsubscribeConfirmation","Message":"m"}""")]
    [InlineData("""{"TopicArn":1,"Type":"Notification","Message":"m"}""")]
    [InlineData("""{"TopicArn":"arn","Type":"Notification","Message":{"a":1}}""")]
    [InlineData("""{"TopicArn":"arn","Type":"Notification","Message":"m" """)]
    [InlineData("""{"TopicArn":"arn","Type":"Notification","Message":"\ud800"}""")]
    [InlineData("""{"TopicArn":"\ud800","Type":"Notification","Message":"m"}""")]
    [InlineData("""{"TopicArn":"arn","Type":"Notification","Message":"m","MessageAttributes":{"\ud800":{"Type":"String","Value":"v"}}}""")]
    [InlineData("""{"TopicArn":"arn","Type":"Notification","Message":"m","MessageAttributes":{"a":{"Type":"String","Value":"\udc00"}}}""")]
    public void Anything_else_is_the_message_itself(string body) => SnsNotification.TryRead(body).Should().BeNull();

    [Theory]
    [InlineData("""{"TopicArn":"arn","Type":"Notification","Message":"m"}""")]
    [InlineData("""{"TopicArn":"arn","Type":"Notification","Message":"m","MessageAttributes":null}""")]
    [InlineData("""{"TopicArn":"arn","Type":"Notification","Message":"m","MessageAttributes":{}}""")]
    public void Attributes_may_be_missing(string body) => SnsNotification.TryRead(body)!.Attributes.Should().BeEmpty();
}
