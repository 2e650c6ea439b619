using System.Xml.Linq;
using AlertResponder.AmazonSns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class SubscribeRequest : SnsRequest
{
    public string? TopicArn { get; set; }

    /// <summary>For a queue: <c>sqs</c>.</summary>
    public string? Protocol { get; set; }

    /// <summary>For a queue: its ARN.</summary>
    public string? Endpoint { get; set; }

    public Dictionary<string, string>? Attributes { get; set; }

    public bool? ReturnSubscriptionArn { get; set; }

    internal override string Action => "Subscribe";

    internal override void Write(QueryWriter query)
    {
        query.Add("TopicArn", TopicArn);
        query.Add("Protocol", Protocol);
        query.Add("Endpoint", Endpoint);
        query.AddMap("Attributes", Attributes);
        query.Add("ReturnSubscriptionArn", ReturnSubscriptionArn);
    }
}

internal sealed class SubscribeResponse : SnsResponse
{
    public string? SubscriptionArn { get; private set; }

    internal override void Read(XElement result) => SubscriptionArn = result.Text("SubscriptionArn");
}
