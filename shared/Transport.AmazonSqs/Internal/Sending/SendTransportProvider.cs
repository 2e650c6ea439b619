using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <summary>Finds what an address is sent by. MassTransit keeps what it was given.</summary>
internal sealed class SendTransportProvider(HostConfiguration host, ReceiveEndpointContext endpoint) : ISendTransportProvider, IPublishTransportProvider
{
    public Uri NormalizeAddress(Uri address) => EndpointAddress.Parse(host.Address, address).ToUri();

    public Task<ISendTransport> GetSendTransport(Uri address) => Task.FromResult<ISendTransport>(Create(address));

    public Task<ISendTransport> GetPublishTransport<T>(Uri? publishAddress)
        where T : class =>
        Task.FromResult<ISendTransport>(Create(publishAddress ?? throw new ArgumentNullException(nameof(publishAddress))));

    private SendTransport<ConnectionContext> Create(Uri uri)
    {
        var address = EndpointAddress.Parse(host.Address, uri);
        var error = address.IsTopic ? EntityNames.ErrorInTopicName(address.Name) : EntityNames.ErrorInQueueName(address.Name, withSuffix: false);
        if (error is not null) throw new ArgumentException(error, nameof(uri));

        var transport = new SendTransport<ConnectionContext>(
            address.IsTopic ? new TopicSendTransportContext(host, endpoint, address) : new QueueSendTransportContext(host, endpoint, address));
        endpoint.AddSendAgent(transport);
        return transport;
    }
}
