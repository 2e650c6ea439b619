using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>What MassTransit has on consuming, with temporary names so short that a scope and a suffix still fit.</summary>
internal sealed class SqsConsumeTopology() : ConsumeTopology(TemporaryName)
{
    /// <summary>Characters of a scope: what a temporary name, the suffixes and the separator leave.</summary>
    public const int MaxScopeLength = AmazonSqsLimits.QueueName - TemporaryName - 8 - 1;

    private const int TemporaryName = 40;

    protected override IMessageConsumeTopologyConfigurator CreateMessageTopology<T>()
    {
        var topology = new MessageConsumeTopology<T>();
        OnMessageTopologyCreated(topology);
        return topology;
    }
}
