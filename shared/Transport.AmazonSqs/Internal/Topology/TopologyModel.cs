using System.Globalization;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>A topic as it shall be.</summary>
/// <param name="Name">Name as AWS has it.</param>
/// <param name="Attributes">Attributes as SNS names them.</param>
/// <param name="Tags">Tags given when it is made.</param>
internal sealed record TopicDefinition(string Name, IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Tags)
{
    private static readonly Dictionary<string, string> None = [];

    /// <summary>A topic of which only the name is known.</summary>
    public static TopicDefinition Named(string name) => new(name, None, None);
}

/// <summary>A queue as it shall be.</summary>
/// <param name="Name">Name as AWS has it.</param>
/// <param name="IsTemporary">Goes with its process: no error queue, no redrive.</param>
/// <param name="Attributes">Attributes as SQS names them.</param>
/// <param name="Tags">Tags given when it is made.</param>
internal sealed record QueueDefinition(
    string Name, bool IsTemporary, IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Tags)
{
    private static readonly Dictionary<string, string> None = [];

    /// <summary>A queue of which only the name is known.</summary>
    public static QueueDefinition Named(string name) => new(name, false, None, None);
}

/// <summary>A subscription of a queue to a topic as it shall be.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Attributes">Attributes of the subscription as SNS names them, e.g. <c>FilterPolicy</c>.</param>
internal sealed record SubscriptionDefinition(TopicDefinition Topic, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A topic that this bus publishes to.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Queues">Queues that have to hear it before anything is published.</param>
internal sealed record PublishedTopic(TopicDefinition Topic, IReadOnlyList<(QueueDefinition Queue, SubscriptionDefinition Subscription)> Queues);

/// <summary>A queue that stands.</summary>
internal sealed record DeclaredQueue(string Url, string Arn);

/// <summary>Attributes as AWS takes them: all are text there.</summary>
internal static class AttributeText
{
    public static Dictionary<string, string> AsText(this IEnumerable<KeyValuePair<string, object>> attributes) => attributes.ToDictionary(
        attribute => attribute.Key,
        attribute => attribute.Value is bool flag ? (flag ? "true" : "false") : Convert.ToString(attribute.Value, CultureInfo.InvariantCulture) ?? "");
}
