using System.Xml.Linq;
using AlertResponder.Transport.AmazonSqs.Sns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class PublishRequest : SnsRequest
{
    public string? TopicArn { get; set; }

    public string? Message { get; set; }

    public string? Subject { get; set; }

    public Dictionary<string, MessageAttributeValue>? MessageAttributes { get; set; }

    internal override string Action => "Publish";

    internal override int SizeHint => SizeOf(Message);

    internal override void Write(QueryWriter query)
    {
        query.Add("TopicArn", TopicArn);
        query.Add("Message", Message);
        query.Add("Subject", Subject);
        MessageAttributeValue.WriteAll(query, MessageAttributes);
    }
}

internal sealed class PublishResponse : SnsResponse
{
    public string? MessageId { get; private set; }

    internal override void Read(XElement result) => MessageId = result.Text("MessageId");
}
