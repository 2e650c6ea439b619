namespace AlertResponder.Transport.AmazonSqs.Topology;

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
