using AlertResponder.Transport.AmazonSqs.Configuration;
using AlertResponder.Transport.AmazonSqs.Receiving;
using AlertResponder.Transport.AmazonSqs.Topology;
using Amazon.SQS.Model;
using MassTransit;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Sending;

/// <summary>
/// Moves a message aside, as it came, with the reason: what failed to the error queue, what no consumer knows to the skipped queue.
/// When it cannot be moved the exception leaves the message where it is.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="queueName">Name of the queue that the message was received from.</param>
internal sealed class MoveTransport(HostConfiguration host, string queueName) : IErrorTransport, IDeadLetterTransport
{
    public Task Send(ExceptionReceiveContext context)
    {
        var cause = context.Exception.GetBaseException();
        return MoveAsync(
            queueName + EntityNames.ErrorSuffix,
            context,
            new(MessageHeaders.Reason, "fault"),
            new(MessageHeaders.FaultMessage, cause.Message),
            new(MessageHeaders.FaultExceptionType, cause.GetType().FullName!),
            new(MessageHeaders.FaultInputAddress, context.InputAddress.ToString()));
    }

    public Task Send(ReceiveContext context, string? reason) =>
        MoveAsync(
            queueName + EntityNames.SkippedSuffix,
            context,
            new(MessageHeaders.Reason, reason ?? "skipped"),
            new(MessageHeaders.FaultInputAddress, context.InputAddress.ToString()));

    private Task MoveAsync(string destination, ReceiveContext context, params IReadOnlyList<KeyValuePair<string, string>> reasons)
    {
        if (!context.TryGetPayload<ReceivedMessage>(out var message))
            throw new InvalidOperationException("A message that was not received from SQS cannot be moved to one of its queues");

        var attributes = MessageAttributes.ForMove(message.Attributes, reasons);

        // A message of almost the largest size has no room for all reasons: the longest goes first.
        foreach (var (name, _) in reasons.OrderByDescending(reason => reason.Value.Length).TakeWhile(_ => IsTooLarge())) attributes.Remove(name);

        var entry = new SendMessageBatchRequestEntry { MessageBody = message.Body, MessageAttributes = attributes };
        return host.Connection.SendAsync(destination, entry, CancellationToken.None); // a stop must not lose it half way

        bool IsTooLarge() => MessageSize.Of(message.Body, attributes) > AmazonSqsLimits.SqsBytes;
    }
}
