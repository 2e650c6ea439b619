using AlertResponder.AmazonSns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class SetTopicAttributesRequest : SnsRequest
{
    public string? TopicArn { get; set; }

    public string? AttributeName { get; set; }

    public string? AttributeValue { get; set; }

    internal override string Action => "SetTopicAttributes";

    internal override void Write(QueryWriter query)
    {
        query.Add("TopicArn", TopicArn);
        query.Add("AttributeName", AttributeName);
        query.Add("AttributeValue", AttributeValue);
    }
}

internal sealed class SetTopicAttributesResponse : SnsResponse;
