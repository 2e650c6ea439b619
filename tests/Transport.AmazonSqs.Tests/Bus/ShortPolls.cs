using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

/// <summary>Endpoints whose stop does not take long.</summary>
internal static class ShortPolls
{
    /// <summary>Configures an endpoint with polls of a second.</summary>
    public static void Endpoint(
        this IAmazonSqsBusFactoryConfigurator transport, string queue, Action<IAmazonSqsReceiveEndpointConfigurator> configure) =>
        transport.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.WaitTimeSeconds = 1;
            configure(endpoint);
        });
}
