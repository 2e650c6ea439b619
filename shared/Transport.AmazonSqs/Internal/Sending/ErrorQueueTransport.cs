using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using AlertResponder.Transport.AmazonSqs.Internal.Receiving;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using Amazon.SQS.Model;
using MassTransit;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <summary>
/// Moves a message aside, as it came, with the reason: what failed to the error queue, what no consumer knows to the skipped queue.
/// When it cannot be moved the exception leaves the message where it is.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="queueName">Name of the queue that the message was received from.</param>
internal sealed class ErrorQueueTransport(HostConfiguration host, string queueName) : IErrorTransport, IDeadLetterTransport
{
    public Task Send(ExceptionReceiveContext context)
    {
        var cause = context.Exception.GetBaseException();
        return MoveAsync(
            queueName + EntityNames.ErrorSuffix,
            context,
            [
                .. OwnHeaders(context.ExceptionHeaders),
                new(MessageHeaders.FaultMessage, cause.Message),
                new(MessageHeaders.Reason, "fault"),
                new(MessageHeaders.FaultExceptionType, cause.GetType().FullName!),
                new(MessageHeaders.FaultInputAddress, context.InputAddress.ToString()),
            ]);
    }

    public Task Send(ReceiveContext context, string? reason) =>
        MoveAsync(
            queueName + EntityNames.SkippedSuffix,
            context,
            [new(MessageHeaders.Reason, reason ?? "skipped"), new(MessageHeaders.FaultInputAddress, context.InputAddress.ToString())]);

    /// <summary>Headers that somebody set on the way to the error queue; MassTransit's own, stack trace included, are left out.</summary>
    private static IEnumerable<KeyValuePair<string, string>> OwnHeaders(SendHeaders headers)
    {
        foreach (var header in headers)
        {
            if (!header.Key.StartsWith("MT-", StringComparison.Ordinal) && header.IsStringValue(out var text)) yield return new(text.Key, text.Value);
        }
    }

    private Task MoveAsync(string destination, ReceiveContext context, IReadOnlyList<KeyValuePair<string, string>> reasons)
    {
        if (!context.TryGetPayload<ReceivedMessage>(out var message))
            throw new InvalidOperationException("A message that was not received from SQS cannot be moved to one of its queues");

        var (body, own) = (message.Original.Body ?? "", message.Original.MessageAttributes ?? []);
        var entry = new SendMessageBatchRequestEntry { MessageBody = body, MessageAttributes = MessageAttributes.ForMove(body, own, reasons) };
        return host.Connection.SendAsync(destination, entry, CancellationToken.None); // a stop must not lose it half way
    }
}
