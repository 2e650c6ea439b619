using System.Xml.Linq;
using AlertResponder.Transport.AmazonSqs.Sns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class GetTopicAttributesRequest : SnsRequest
{
    public string? TopicArn { get; set; }

    internal override string Action => "GetTopicAttributes";

    internal override void Write(QueryWriter query)
    {
        query.Add("TopicArn", TopicArn);
    }
}

internal sealed class GetTopicAttributesResponse : SnsResponse
{
    public Dictionary<string, string>? Attributes { get; private set; }

    internal override void Read(XElement result) => Attributes = result.Map("Attributes");
}
