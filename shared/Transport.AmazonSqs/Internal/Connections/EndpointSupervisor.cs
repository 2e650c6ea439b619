using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using MassTransit;
using MassTransit.Agents;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Connections;

/// <summary>What a receive endpoint runs under: stops its receiver, then what it sends by. The connection is the host's and outlives it.</summary>
internal sealed class EndpointSupervisor(HostConfiguration host) : TransportPipeContextSupervisor<ConnectionContext>(new Factory(host))
{
    private sealed class Factory(HostConfiguration host) : IPipeContextFactory<ConnectionContext>
    {
        public IPipeContextAgent<ConnectionContext> CreateContext(ISupervisor supervisor) =>
            supervisor.AddContext(new ConnectionContext(host.Connection, supervisor.Stopped));

        public IActivePipeContextAgent<ConnectionContext> CreateActiveContext(
            ISupervisor supervisor, PipeContextHandle<ConnectionContext> context, CancellationToken cancellationToken) =>
            supervisor.AddActiveContext(context, WithTokenAsync(context.Context, cancellationToken));

        private static async Task<ConnectionContext> WithTokenAsync(Task<ConnectionContext> context, CancellationToken cancellationToken) =>
            new((await context.ConfigureAwait(false)).Connection, cancellationToken);
    }
}
