using AlertResponder.Contracts;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Redelivery;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Reviewer.Policy;

/// <summary>
/// Runs the policy on a report, outside of any transaction: the policy may be slow, and it may be somebody else's. It always answers,
/// for a report without a verdict would wait for ever.
/// </summary>
internal sealed class ReviewReportConsumer(IReviewPolicy policy, ReviewerDbContext db, TimeProvider time, ILogger<ReviewReportConsumer> logger)
    : IConsumer<ReviewRequested>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public async Task Consume(ConsumeContext<ReviewRequested> context)
    {
        var request = context.Message;
        // Asked again while the first request still waited here: one answer is enough.
        if (!await db.Reports.AnyAsync(
                report => report.CorrelationId == request.ReportId && report.ReviewNumber == request.ReviewNumber
                    && report.CurrentState == nameof(ReportStateMachine.Reviewing),
                context.CancellationToken))
            return;

        var verdict = await JudgeAsync(request, context.CancellationToken);
        await context.Send(ReviewerQueues.ReportsAddress, new VerdictReached
        {
            ReportId = request.ReportId,
            AlertId = request.AlertId,
            ReviewNumber = request.ReviewNumber,
            BasedOnVersion = request.BasedOnVersion,
            Verdict = verdict with { Missing = MissingAnswers.Of(request.Report) },
        });
    }

    private async Task<Verdict> JudgeAsync(ReviewRequested request, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            // A policy that blocks, or ignores its token, must not hold the report either.
            var verdict = await Task.Run(() => policy.ReviewAsync(request.Report, either.Token).AsTask(), either.Token).WaitAsync(either.Token);
            return verdict is { Severity: Severity.Safe or Severity.Unclassified or Severity.Urgent, Reason: not null, Rule: not null, DecidedBy: not null }
                ? verdict
                : throw new PolicyAnswerException("the policy did not answer with a verdict");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            Log.PolicyTooSlow(logger, Limit, request.ReportId, request.ReviewNumber);
            return Unclassified("policy-timeout", "the policy did not answer within 30 seconds");
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            Log.PolicyFailed(logger, exception, request.ReportId, request.ReviewNumber);
            return Unclassified("policy-failed", exception is PolicyAnswerException ? exception.Message : $"the policy failed: {exception.GetType().Name}");
        }
    }

    private Verdict Unclassified(string rule, string reason) => new()
    {
        Severity = Severity.Unclassified,
        Reason = reason,
        Rule = rule,
        DecidedBy = "reviewer",
        DecidedAt = time.GetUtcNow(),
    };
}

/// <summary>How the policy's queue is worked off.</summary>
internal sealed class ReviewReportConsumerDefinition : ConsumerDefinition<ReviewReportConsumer>
{
    public ReviewReportConsumerDefinition()
    {
        EndpointName = ReviewerQueues.Policy;
        ConcurrentMessageLimit = 16;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ReviewReportConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseRedelivery(context);
        endpointConfigurator.UseEntityFrameworkOutbox<ReviewerDbContext>(context, outbox => outbox.AfterConsume());
    }
}
