using AlertResponder.Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>
/// Answers a request to look at an attribute. What cannot be done now is not waited for: the request goes back to this queue with a
/// delay, until its deadline.
/// </summary>
internal sealed class InspectAttributeConsumer(
    VirusTotalInspector inspector, InspectionMetrics metrics, TimeProvider clock, ILogger<InspectAttributeConsumer> logger)
    : IConsumer<InspectionRequested>
{
    public const string InspectorName = "virustotal";

    /// <summary>How often the request was put off before.</summary>
    public const string DeferralsHeader = "AlertResponder-Deferrals";

    private const string AttributeTypeHeader = "AttributeType";

    public async Task Consume(ConsumeContext<InspectionRequested> context)
    {
        var request = context.Message;
        // Neither is an error: other inspectors hear the same requests.
        if (request.Inspector is not null && request.Inspector != InspectorName) return;
        if (!WhatMayLeave.Knows(request.Attribute.Type)) return;

        var deferrals = context.Headers.Get<int>(DeferralsHeader) ?? 0;
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
            Inspector = InspectorName,
            Attribute = request.Attribute,
            Outcome = result.Outcome,
            Reason = result.Reason,
            DeferredUntil = (deferral as Deferral.Later)?.Until,
            Findings = result.Findings,
            CompletedAt = clock.GetUtcNow(),
        }));
        // Last: when the publication fails and is tried again, the request must not have been put back twice.
        if (deferral is Deferral.Later later) await PutOffAsync(context, later.Delay, deferrals + 1);
        metrics.Count(request.Attribute.Type, result.Outcome);
        Log.Inspected(logger, request.InspectionId, request.Attribute.Type, result.Outcome, deferrals);
    }

    private static Task<ScheduledMessage<InspectionRequested>> PutOffAsync(ConsumeContext<InspectionRequested> context, TimeSpan delay, int deferrals) =>
        context.GetPayload<MessageSchedulerContext>().ScheduleSend(delay, context.Message, (SendContext<InspectionRequested> send) =>
        {
            send.Headers.Set(DeferralsHeader, deferrals);
            send.Headers.Set(AttributeTypeHeader, context.Message.Attribute.Type);
        });
}
