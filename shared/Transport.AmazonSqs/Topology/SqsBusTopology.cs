using MassTransit.Configuration;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Topology;

/// <summary>The topology of a bus, as MassTransit asks for it.</summary>
internal sealed class SqsBusTopology(IHostConfiguration host, ITopologyConfiguration topology) : BusTopology(host, topology);
