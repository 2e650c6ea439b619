using System.Text;
using AlertResponder.Receptor.Formats;
using MassTransit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Receptor.Intake;

/// <summary>
/// The receptor's second way in. A document is taken whole or not at all: nobody is there to be told that a part of it was refused. The
/// message is deleted only when its alerts are published.
/// </summary>
internal sealed class AlertDocumentConsumer(
    AlertReader reader, IAlertPublisher publisher, ReceptorMetrics metrics, ILogger<AlertDocumentConsumer> logger) : IConsumer<AlertDocument>
{
    public async Task Consume(ConsumeContext<AlertDocument> context)
    {
        var faults = new Faults();
        using var document = RequestJson.Parse(Encoding.UTF8.GetBytes(context.Message.Text), faults);
        if (document is null)
        {
            metrics.Rejected(null);
            throw Refuse(IntakeProblems.Of(faults), 1);
        }

        // SQS keeps a message's id when it delivers it again: what it holds is counted once.
        var messageId = context.ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.TransportMessageId);
        var reading = reader.Read(document.RootElement, null, new Sending(AlertQueue.Name, messageId));
        if (reading.WholeFaults.Any || reading.Refused.Count > 0) throw Refuse(IntakeProblems.Of(reading), Math.Max(1, reading.Refused.Count));

        await publisher.PublishAsync([.. reading.Alerts.DistinctBy(alert => alert.ReceiptId)], context.CancellationToken);
        foreach (var alert in reading.Alerts)
        {
            metrics.Accepted(alert.Alert.Source.Format);
            logger.Accepted(alert.AlertId, AlertQueue.Name, alert.Alert.Source.Format, alert.ReceiptId);
        }
    }

    private AlertRefusedException Refuse(HttpValidationProblemDetails problem, int count)
    {
        logger.Refused(count, AlertQueue.Name, 0);
        return new AlertRefusedException(problem);
    }
}
