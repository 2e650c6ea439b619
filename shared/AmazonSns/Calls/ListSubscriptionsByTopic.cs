using System.Xml.Linq;
using AlertResponder.AmazonSns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class ListSubscriptionsByTopicRequest : SnsRequest
{
    public string? TopicArn { get; set; }

    /// <summary>Of the page before.</summary>
    public string? NextToken { get; set; }

    internal override string Action => "ListSubscriptionsByTopic";

    internal override void Write(QueryWriter query)
    {
        query.Add("TopicArn", TopicArn);
        query.Add("NextToken", NextToken);
    }
}

internal sealed class ListSubscriptionsByTopicResponse : SnsResponse
{
    public List<Subscription>? Subscriptions { get; private set; }

    /// <summary>Null on the last page.</summary>
    public string? NextToken { get; private set; }

    internal override void Read(XElement result)
    {
        Subscriptions = result.Members("Subscriptions", Subscription.Read);
        NextToken = result.Text("NextToken") is { Length: > 0 } token ? token : null;
    }
}

internal sealed class Subscription
{
    public string? SubscriptionArn { get; private init; }

    public string? Protocol { get; private init; }

    public string? Endpoint { get; private init; }

    public string? TopicArn { get; private init; }

    internal static Subscription Read(XElement member) => new()
    {
        SubscriptionArn = member.Text("SubscriptionArn"),
        Protocol = member.Text("Protocol"),
        Endpoint = member.Text("Endpoint"),
        TopicArn = member.Text("TopicArn"),
    };
}
