using System.Xml.Linq;
using AlertResponder.Transport.AmazonSqs.Sns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class GetSubscriptionAttributesRequest : SnsRequest
{
    public string? SubscriptionArn { get; set; }

    internal override string Action => "GetSubscriptionAttributes";

    internal override void Write(QueryWriter query)
    {
        query.Add("SubscriptionArn", SubscriptionArn);
    }
}

internal sealed class GetSubscriptionAttributesResponse : SnsResponse
{
    public Dictionary<string, string>? Attributes { get; private set; }

    internal override void Read(XElement result) => Attributes = result.Map("Attributes");
}
