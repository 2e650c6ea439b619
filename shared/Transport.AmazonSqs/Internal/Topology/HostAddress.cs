namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>A region, and what keeps the queues and topics of one stack apart from another's in the same account.</summary>
/// <param name="Region">System name of the region, e.g. <c>eu-central-1</c>.</param>
/// <param name="Scope">Prefix of queues and, if <paramref name="ScopeTopics"/>, of topics; null for none.</param>
/// <param name="ScopeTopics">Whether topics have the prefix too.</param>
internal sealed record HostAddress(string Region, string? Scope = null, bool ScopeTopics = false)
{
    public const string Scheme = "amazonsqs";

    /// <summary>The name that AWS knows the queue by.</summary>
    public string QueueName(string name) => Scope is null ? name : $"{Scope}_{name}";

    /// <summary>The name that AWS knows the topic by.</summary>
    public string TopicName(string name) => Scope is null || !ScopeTopics ? name : $"{Scope}_{name}";

    public Uri ToUri() => new($"{Scheme}://{Region}/{Scope}");
}
