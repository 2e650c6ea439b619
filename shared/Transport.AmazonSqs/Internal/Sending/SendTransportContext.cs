using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using Amazon.SimpleNotificationService.Model;
using MassTransit;
using MassTransit.Context;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <summary>What is alike in sending to a queue and publishing to a topic.</summary>
internal abstract class SendTransportContext(HostConfiguration host, ReceiveEndpointContext endpoint, string entityName)
    : BaseSendTransportContext(host, endpoint.Serialization), SendTransportContext<ConnectionContext>
{
    private const string BaggageHeader = "MT-Activity-Correlation-Context";

    public override string EntityName => entityName;

    public override string ActivitySystem => "aws_sqs";

    /// <summary>Calls the pipe with the bus's connection. AWS has no session that could break: a failed call is the SDK's to repeat.</summary>
    public Task Send(IPipe<ConnectionContext> pipe, CancellationToken cancellationToken = default) => pipe.Send(host.Connection.Context);

    public void Probe(ProbeContext context)
    {
    }

    public override async Task<SendContext<T>> CreateSendContext<T>(T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
    {
        var context = new MessageSendContext<T>(message, cancellationToken);
        await pipe.Send(context).ConfigureAwait(false);
        return context;
    }

    public Task<SendContext<T>> CreateSendContext<T>(
        ConnectionContext context, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class =>
        CreateSendContext(message, pipe, cancellationToken);

    /// <summary>
    /// Sends a message. The news of a failure is more than the message that failed: where it cannot go, that must still get to the error
    /// queue with its reason.
    /// </summary>
    public async Task Send<T>(ConnectionContext transportContext, SendContext<T> sendContext)
        where T : class
    {
        if (sendContext is not MessageSendContext<T> context)
            throw new ArgumentException($"A message of another transport cannot be sent by this one: {sendContext.GetType()}", nameof(sendContext));

        sendContext.CancellationToken.ThrowIfCancellationRequested();
        // What the sender of a request has put beside its trace is not ours to hand on; MassTransit would, to every service that follows.
        sendContext.Headers.Set(BaggageHeader, null);
        try
        {
            await SendAsync(transportContext.Connection, context, context.Body.GetString()).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsFault<T>() && HasNowhereToGo(exception))
        {
            LogContext.Logger.FaultNotSent(exception, entityName, context.MessageId);
        }
    }

    protected abstract Task SendAsync(Connection connection, TransportSendContext context, string body);

    private static bool IsFault<T>() => typeof(T).IsAssignableTo(typeof(Fault)) || typeof(T).IsAssignableTo(typeof(ReceiveFault));

    /// <summary>Whether nobody can hear of it, however often it is sent: it is larger than SNS allows, or there is no such topic or queue.</summary>
    private static bool HasNowhereToGo(Exception exception) =>
        exception is MessageTooLargeException or QueueMissingException or NotFoundException or AuthorizationErrorException;
}
