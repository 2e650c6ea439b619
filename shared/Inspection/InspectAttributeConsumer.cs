using AlertResponder.Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Inspection;

/// <summary>
/// Answers a request to look at an attribute. What cannot be done now is not waited for: the request goes back to this queue with a
/// delay, until its deadline. Whatever an inspector throws is an answer as well: another try of the same attribute would throw it again, and
/// the report would wait for nothing.
/// </summary>
internal sealed class InspectAttributeConsumer<T>(
    T inspector, InspectorRegistration<T> registration, InspectionMetrics metrics, TimeProvider clock, ILogger<T> logger)
    : IConsumer<InspectionRequested>
    where T : class, IInspector
{
    private const string AttributeTypeHeader = "AttributeType";

    public async Task Consume(ConsumeContext<InspectionRequested> context)
    {
        var request = context.Message;
        // Neither is an error: other inspectors receive the same requests.
        if (request.Inspector is not null && request.Inspector != registration.Name) return;
        if (!registration.Types.Contains(request.Attribute.Type)) return;

        var deferrals = context.Headers.Get<int>(Deferral.Header) ?? 0;
        var (answer, later) = await AnswerAsync(request, deferrals, context.CancellationToken);
        await context.Publish(answer);
        // Last: when the publish fails and the request comes again, it must not have been put back twice.
        if (later is not null) await DeferAsync(context, later.Delay, deferrals + 1);
        metrics.Count(registration.Name, request.Attribute.Type, answer.Outcome);
        Log.Inspected(logger, registration.Name, request.InspectionId, request.Attribute.Type, answer.Outcome, deferrals);
    }

    private async Task<(InspectionCompleted Answer, Deferral.Later? Later)> AnswerAsync(
        InspectionRequested request, int deferrals, CancellationToken stop)
    {
        try
        {
            return Answer(request, await inspector.InspectAsync(request.Attribute, stop), deferrals);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // The message of an exception often has the value that it is about: only its type and its place are logged.
            Log.InspectorThrew(
                logger, registration.Name, request.InspectionId, request.Attribute.Type, exception.GetType().Name, exception.StackTrace);
            return Answer(request, InspectionResult.Failed($"the inspector itself has failed ({exception.GetType().Name})"), deferrals);
        }
    }

    private (InspectionCompleted Answer, Deferral.Later? Later) Answer(InspectionRequested request, InspectionResult result, int deferrals)
    {
        Deferral? deferral = null;
        if (result.Outcome == InspectionOutcome.Deferred)
        {
            deferral = Deferral.Decide(clock.GetUtcNow(), request.Deadline, deferrals, result.RetryAfter, Random.Shared.NextDouble());
            if (deferral is Deferral.TooLate { Reason: var reason }) result = result.GivenUp(reason);
        }

        var later = deferral as Deferral.Later;
        var answer = AnswerSize.Fit(AnswerNormalizer.Normalize(new InspectionCompleted
        {
            ReportId = request.ReportId,
            AlertId = request.AlertId,
            InspectionId = request.InspectionId,
            Inspector = registration.Name,
            Attribute = request.Attribute,
            Outcome = result.Outcome,
            Reason = result.Reason,
            DeferredUntil = later?.Until,
            Findings = result.Findings,
            Discovered = result.Discovered,
            CompletedAt = clock.GetUtcNow(),
        }));
        return (answer, later);
    }

    private static Task<ScheduledMessage<InspectionRequested>> DeferAsync(
        ConsumeContext<InspectionRequested> context, TimeSpan delay, int deferrals) =>
        context.GetPayload<MessageSchedulerContext>().ScheduleSend(delay, context.Message, (SendContext<InspectionRequested> send) =>
        {
            send.Headers.Set(Deferral.Header, deferrals);
            send.Headers.Set(AttributeTypeHeader, context.Message.Attribute.Type);
        });
}
