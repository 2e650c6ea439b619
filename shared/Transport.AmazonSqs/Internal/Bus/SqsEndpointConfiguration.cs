using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using MassTransit.Configuration;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>The configuration of an endpoint; what it does not set comes from the bus.</summary>
internal class SqsEndpointConfiguration : EndpointConfiguration
{
    protected SqsEndpointConfiguration(TopologyConfiguration topology)
        : base(topology) =>
        Topology = topology;

    private SqsEndpointConfiguration(IEndpointConfiguration parent, TopologyConfiguration topology, bool isBusEndpoint)
        : base(parent, topology, isBusEndpoint) =>
        Topology = topology;

    public new TopologyConfiguration Topology { get; }

    public SqsEndpointConfiguration CreateEndpointConfiguration(bool isBusEndpoint) =>
        new(this, new TopologyConfiguration(Topology), isBusEndpoint);
}
