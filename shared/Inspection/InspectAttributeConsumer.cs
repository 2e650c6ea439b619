using AlertResponder.Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Inspection;

/// <summary>
/// Answers a request to look at an attribute. What cannot be done now is not waited for: the request goes back to this queue with a
/// delay, until its deadline.
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
        var result = await inspector.InspectAsync(request.Attribute, context.CancellationToken);
        Deferral? deferral = null;
        if (result.Outcome == InspectionOutcome.Deferred)
        {
            deferral = Deferral.Decide(clock.GetUtcNow(), request.Deadline, deferrals, result.RetryAfter, Random.Shared.NextDouble());
            if (deferral is Deferral.TooLate { Reason: var reason }) result = result.GivenUp(reason);
        }

        await context.Publish(AnswerSize.Fit(new InspectionCompleted
        {
            ReportId = request.ReportId,
            AlertId = request.AlertId,
            InspectionId = request.InspectionId,
            Inspector = registration.Name,
            Attribute = request.Attribute,
            Outcome = result.Outcome,
            Reason = result.Reason,
            DeferredUntil = (deferral as Deferral.Later)?.Until,
            Findings = result.Findings,
            Discovered = result.Discovered,
            CompletedAt = clock.GetUtcNow(),
        }));
        // Last: when the publish fails and is tried again, the request must not have been put back twice.
        if (deferral is Deferral.Later later) await DeferAsync(context, later.Delay, deferrals + 1);
        metrics.Count(registration.Name, request.Attribute.Type, result.Outcome);
        Log.Inspected(logger, registration.Name, request.InspectionId, request.Attribute.Type, result.Outcome, deferrals);
    }

    private static Task<ScheduledMessage<InspectionRequested>> DeferAsync(
        ConsumeContext<InspectionRequested> context, TimeSpan delay, int deferrals) =>
        context.GetPayload<MessageSchedulerContext>().ScheduleSend(delay, context.Message, (SendContext<InspectionRequested> send) =>
        {
            send.Headers.Set(Deferral.Header, deferrals);
            send.Headers.Set(AttributeTypeHeader, context.Message.Attribute.Type);
        });
}
