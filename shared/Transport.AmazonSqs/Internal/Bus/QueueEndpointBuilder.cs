using MassTransit;
using MassTransit.Configuration;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>Notes what an endpoint consumes: its queue is subscribed to that.</summary>
internal sealed class QueueEndpointBuilder(QueueEndpointConfiguration configuration) : ReceiveEndpointBuilder(configuration)
{
    public override ConnectHandle ConnectConsumePipe<T>(IPipe<ConsumeContext<T>> pipe, ConnectPipeOptions options)
    {
        if (options.HasFlag(ConnectPipeOptions.ConfigureConsumeTopology)) configuration.SubscribeConsumed<T>();

        return base.ConnectConsumePipe(pipe, options);
    }
}
