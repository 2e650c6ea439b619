using MassTransit.Middleware;

namespace AlertResponder.Transport.AmazonSqs.Internal.Connections;

/// <summary>The connection in the form in which MassTransit's pipes hand it on.</summary>
internal sealed class ConnectionContext(Connection connection, CancellationToken cancellationToken) : BasePipeContext(cancellationToken)
{
    public Connection Connection { get; } = connection;
}
