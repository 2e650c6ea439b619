namespace AlertResponder.Transport.AmazonSqs.Topology;

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
