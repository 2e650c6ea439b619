using AlertResponder.AmazonSns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class SetSubscriptionAttributesRequest : SnsRequest
{
    public string? SubscriptionArn { get; set; }

    public string? AttributeName { get; set; }

    public string? AttributeValue { get; set; }

    internal override string Action => "SetSubscriptionAttributes";

    internal override void Write(QueryWriter query)
    {
        query.Add("SubscriptionArn", SubscriptionArn);
        query.Add("AttributeName", AttributeName);
        query.Add("AttributeValue", AttributeValue);
    }
}

internal sealed class SetSubscriptionAttributesResponse : SnsResponse;
