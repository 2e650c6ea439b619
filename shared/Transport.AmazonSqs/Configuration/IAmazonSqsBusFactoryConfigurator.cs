using AlertResponder.Transport.AmazonSqs.Internal.Bus;

namespace MassTransit;

/// <summary>A bus on SQS and SNS.</summary>
public interface IAmazonSqsBusFactoryConfigurator : IBusFactoryConfigurator<IAmazonSqsReceiveEndpointConfigurator>, IAmazonSqsQueueEndpointConfigurator
{
    /// <summary>Configures the topic that messages of a type are published to.</summary>
    /// <typeparam name="T">The message type.</typeparam>
    /// <param name="configureTopology">Configures the topic.</param>
    void Publish<T>(Action<IAmazonSqsMessagePublishTopologyConfigurator<T>>? configureTopology = null)
        where T : class;

    /// <summary>Sets the region, and what else differs from <see cref="AmazonSqsTransportOptions"/>.</summary>
    /// <param name="region">System name of the region, e.g. <c>eu-central-1</c>.</param>
    /// <param name="configure">Configures credentials, scope and clients.</param>
    internal void Host(string region, Action<HostSettings>? configure = null);
}
