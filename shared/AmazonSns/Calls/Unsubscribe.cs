using AlertResponder.AmazonSns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class UnsubscribeRequest : SnsRequest
{
    public string? SubscriptionArn { get; set; }

    internal override string Action => "Unsubscribe";

    internal override void Write(QueryWriter query)
    {
        query.Add("SubscriptionArn", SubscriptionArn);
    }
}

internal sealed class UnsubscribeResponse : SnsResponse;
