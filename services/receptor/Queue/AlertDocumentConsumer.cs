using System.Text;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Intake;
using MassTransit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Receptor.Queue;

/// <summary>
/// The receptor's second way in. A document is taken as a whole or not at all, because no sender is there to hear that a part of it was
/// refused. The message is deleted only when its alerts are published.
/// </summary>
internal sealed class AlertDocumentConsumer(AlertIntake intake, IntakeMemory memory, ILogger<AlertDocumentConsumer> logger) : IConsumer<AlertDocument>
{
    private const int MaxDescription = 1_000;

    public async Task Consume(ConsumeContext<AlertDocument> context)
    {
        // SQS keeps a message's id when it delivers the message again, so its alerts are counted once.
        var messageId = context.ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.TransportMessageId);
        var bytes = Encoding.UTF8.GetBytes(context.Message.Text);
        using var room = await memory.ReadAsync(bytes, Timeout.InfiniteTimeSpan, context.CancellationToken);
        var document = intake.Parse(bytes, format: null, new Submission(AlertQueue.Name, messageId));
        if (document.RefusedCount > 0)
        {
            var problem = document.ToProblem();
            // Also here: a message with ten attributes of its own has no room for one that says why.
            logger.RefusedForGood(messageId, AlertQueue.Name, TextNormalizer.Shorten(Describe(problem), MaxDescription));
            throw new AlertRefusedException(problem);
        }

        await intake.PublishAsync(document.Alerts, context.CancellationToken);
    }

    private static string Describe(HttpValidationProblemDetails problem) =>
        string.Join("; ", problem.Errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}"));
}
