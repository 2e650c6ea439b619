using System.Linq.Expressions;
using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Reviewer.Reports;

/// <summary>The steps of a report's life: each takes a decision, and sends or publishes what comes of it.</summary>
internal sealed partial class ReportStateMachine
{
    private static readonly TimeSpan PolicyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MaxPolicyTimeout = TimeSpan.FromHours(1);

    private readonly ReportsOptions _options;
    private readonly Investigation _investigation;
    private readonly Judgement _judgement;
    private readonly TimeProvider _time;

    private DateTimeOffset Now => _time.GetUtcNow();

    private static EventActivityBinder<Report, ReportGrew> TakeGrowth(EventActivityBinder<Report, ReportGrew> step) =>
        step.Then(x => x.Saga.NotificationPending = false);

    private EventActivityBinder<Report, T> RequestInspections<T>(EventActivityBinder<Report, T> step)
        where T : class =>
        step.ThenAsync(x => PublishAsync(x, _investigation.RequestNew(x.Saga, Now))).Do(ArmInspectionOverdue);

    private EventActivityBinder<Report, InspectionOverdue> RepeatInspections(EventActivityBinder<Report, InspectionOverdue> step) =>
        step.ThenAsync(x => PublishAsync(x, _investigation.AskAgain(x.Saga, Now))).Do(ArmInspectionOverdue).Do(ArmUpdate);

    private EventActivityBinder<Report, InspectionCompleted> Attach(EventActivityBinder<Report, InspectionCompleted> step) => step
        .Then(x => _investigation.Attach(x.Saga, x.Message, Now))
        .Do(RequestInspections); // of what the inspector discovered, at once

    private EventActivityBinder<Report, InspectionDue> AwaitReview(EventActivityBinder<Report, InspectionDue> step) =>
        Arm(step, ReviewTimer, id => new ReviewDue(id), report => report.OpenedAt + _options.ReviewDelay);

    private EventActivityBinder<Report, ReviewDue> StartGrace(EventActivityBinder<Report, ReviewDue> step) =>
        step.Then(x => x.Saga.ReviewGraceEndsAt ??= Now + _options.ReviewGrace);

    private EventActivityBinder<Report, T> ReviewWhenReady<T>(EventActivityBinder<Report, T> step)
        where T : class =>
        BeginReview(step, x => Judgement.ReasonForFirst(x.Saga, Now))
            .If(x => x.Saga.ReviewDueToken is null && Judgement.WaitsForAnswers(x.Saga, Now),
                wait => Arm(wait, ReviewTimer, id => new ReviewDue(id), report => report.ReviewGraceEndsAt!.Value));

    private EventActivityBinder<Report, ReReviewDue> ReviewAgain(EventActivityBinder<Report, ReReviewDue> step) =>
        BeginReview(step, x => _judgement.ReasonForAnother(x.Saga, Now));

    private EventActivityBinder<Report, ReviewAsked> BeginPersonsReview(EventActivityBinder<Report, ReviewAsked> step) =>
        BeginReview(step.Do(NotePersonsWish), _ => "a person asked for it");

    private EventActivityBinder<Report, ReviewAsked> NotePersonsWish(EventActivityBinder<Report, ReviewAsked> step) =>
        step.Then(x => x.Saga.Note(Now, "review asked for", InTheNameOf(x.Message.OnBehalfOf), x.Message.By, lasts: true));

    /// <summary>Begins a review when there is a reason to.</summary>
    private EventActivityBinder<Report, T> BeginReview<T>(EventActivityBinder<Report, T> step, Func<BehaviorContext<Report, T>, string?> reason)
        where T : class =>
        step.If(x => reason(x) is not null, begin => begin
            .TransitionTo(Reviewing)
            .ThenAsync(x => x.Send(ReviewerQueues.PolicyAddress, Judgement.Begin(x.Saga, Now, reason(x)!)))
            .Do(policy => Arm(policy, PolicyOverdueTimer, id => new PolicyOverdue(id), _ => Now + PolicyTimeout)));

    private EventActivityBinder<Report, PolicyOverdue> RepeatReview(EventActivityBinder<Report, PolicyOverdue> step) => step
        .ThenAsync(x => x.Send(ReviewerQueues.PolicyAddress, Judgement.AskAgain(x.Saga, Now)))
        .Do(policy => Arm(
            policy, PolicyOverdueTimer, id => new PolicyOverdue(id),
            report => Now + Pacing.Doubled(PolicyTimeout, MaxPolicyTimeout, report.ReviewRepeats)));

    private static string? InTheNameOf(string? other) => other is null ? null : $"in the name of {other}";

    private EventActivityBinder<Report, VerdictReached> TakeVerdict(EventActivityBinder<Report, VerdictReached> step) =>
        step.If(x => Judgement.IsCurrent(x.Saga, x.Message), current => current
            .Then(x => Judgement.Take(x.Saga, x.Message, Now))
            .Do(AfterVerdict));

    private EventActivityBinder<Report, VerdictSet> TakePersonsVerdict(EventActivityBinder<Report, VerdictSet> step) =>
        step
            .Then(x =>
            {
                Judgement.TakePersons(x.Saga, x.Message.Verdict, Now);
                if (InTheNameOf(x.Message.OnBehalfOf) is { } remark) x.Saga.Note(Now, "verdict set", remark, x.Message.Verdict.DecidedBy, lasts: true);
            })
            .Do(AfterVerdict);

    private EventActivityBinder<Report, T> AfterVerdict<T>(EventActivityBinder<Report, T> step)
        where T : class => step
        .Unschedule(PolicyOverdueTimer)
        // The state first: what is published shows it.
        .IfElse(x => WindowIsOver(x.Saga),
            over => over.TransitionTo(Closed).Then(x => Close(x.Saga)),
            // The timer may have fired before: then an alert from within the window came late, or the clock was set back.
            open => open.TransitionTo(Reviewed).If(x => x.Saga.WindowEndedToken is null, unarmed => unarmed.Do(ArmWindow)))
        .If(x => x.Saga.VerdictNumber > x.Saga.PublishedVerdictNumber, changed => changed.ThenAsync(PublishVerdictAsync))
        .Do(ArmReReview)
        .Do(ArmUpdate);

    private EventActivityBinder<Report, WindowEnded> CloseWhenOver(EventActivityBinder<Report, WindowEnded> step) =>
        step.If(x => WindowIsOver(x.Saga), over => over.Then(x => Close(x.Saga)).TransitionTo(Closed).Do(ArmUpdate));

    private bool WindowIsOver(Report report) => report.ClosedAt is not null || report.WindowEndsAt <= Now;

    private void Close(Report report)
    {
        if (report.ClosedAt is not null) return; // closed already, and reviewed once more
        report.ClosedAt = Now;
        report.MarkChanged();
        report.Note(Now, "closed", "no further alert within the window");
    }

    private EventActivityBinder<Report, UpdateDue> PublishUpdate(EventActivityBinder<Report, UpdateDue> step) =>
        step.If(x => x.Saga.DocumentVersion > x.Saga.PublishedVersion, changed => changed
            .Then(x => x.Saga.UnchangedUpdates = x.Saga.SignificantVersion > x.Saga.PublishedVersion ? 0 : x.Saga.UnchangedUpdates + 1)
            .ThenAsync(x => PublishAsync(x, (report, document) => new ReportUpdated
            {
                ReportId = report.CorrelationId,
                AlertId = report.AlertId,
                DocumentVersion = report.DocumentVersion,
                VerdictNumber = report.VerdictNumber,
                Report = document,
            })));

    private EventActivityBinder<Report, T> ArmUpdate<T>(EventActivityBinder<Report, T> step)
        where T : class => step
        .If(x => x.Saga.UnchangedUpdates > 0 && x.Saga.SignificantVersion > x.Saga.PublishedVersion, significant => significant
            .Then(x => x.Saga.UnchangedUpdates = 0) // a significant change does not wait as long as repeats do
            .Unschedule(UpdateTimer))
        .If(x => x.Saga.UpdateDueToken is null && x.Saga.DocumentVersion > x.Saga.PublishedVersion,
            arm => Arm(arm, UpdateTimer, id => new UpdateDue(id), report => Now + Pacing.UntilUpdate(report, _options, Now)));

    private EventActivityBinder<Report, T> ArmReReview<T>(EventActivityBinder<Report, T> step)
        where T : class =>
        step.If(x => x.Saga.ReReviewDueToken is null && _judgement.ReasonForAnother(x.Saga, Now) is not null,
            arm => Arm(arm, ReReviewTimer, id => new ReReviewDue(id), report => Now + Pacing.UntilReReview(report, _options)));

    private EventActivityBinder<Report, T> ArmInspectionOverdue<T>(EventActivityBinder<Report, T> step)
        where T : class =>
        step.If(x => x.Saga.InspectionOverdueToken is null && Investigation.NextDeadline(x.Saga) is not null,
            arm => Arm(arm, InspectionOverdueTimer, id => new InspectionOverdue(id), report => Investigation.NextDeadline(report)!.Value));

    private EventActivityBinder<Report, T> ArmWindow<T>(EventActivityBinder<Report, T> step)
        where T : class =>
        // Lazy: repeats move the window's end without touching the timer, which looks again when it fires.
        step.If(x => !WindowIsOver(x.Saga), arm => Arm(arm, WindowTimer, id => new WindowEnded(id), report => report.WindowEndsAt));

    private EventActivityBinder<Report, T> Arm<T, TTimer>(
        EventActivityBinder<Report, T> step, Schedule<Report, TTimer> timer, Func<Guid, TTimer> message, Func<Report, DateTimeOffset> due)
        where T : class
        where TTimer : class =>
        step.Schedule(timer, x => message(x.Saga.CorrelationId), x => due(x.Saga) - Now is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero);

    private EventActivityBinder<Report, TTimer> Fired<TTimer>(Schedule<Report, TTimer> timer)
        where TTimer : class =>
        // A timer that fired is no longer armed: the steps that follow may arm it again.
        When(timer.Received).Then(x => timer.SetTokenId(x.Saga, null));

    private void Timer<TTimer>(
        Expression<Func<Schedule<Report, TTimer>>> timer, Expression<Func<Report, Guid?>> token, Func<TTimer, Guid> reportId)
        where TTimer : class =>
        Schedule(timer, token, schedule => schedule.Received = received =>
            received.CorrelateById(x => reportId(x.Message)).OnMissingInstance(missing => missing.Discard()));

    private async Task PublishVerdictAsync<T>(BehaviorContext<Report, T> x)
        where T : class
    {
        await PublishAsync(x, (report, document) => new AlertReviewed
        {
            ReportId = report.CorrelationId,
            AlertId = report.AlertId,
            DocumentVersion = report.DocumentVersion,
            VerdictNumber = report.VerdictNumber,
            Report = document,
        });
        x.Saga.PublishedVerdictNumber = x.Saga.VerdictNumber;
    }

    private async Task PublishAsync<T, TEvent>(BehaviorContext<Report, T> x, Func<Report, ReportDocument, TEvent> make)
        where T : class
        where TEvent : class
    {
        await x.Publish(make(x.Saga, ReportDocuments.ForMessage(x.Saga)));
        (x.Saga.PublishedVersion, x.Saga.PublishedAt) = (x.Saga.DocumentVersion, Now);
    }

    private static async Task PublishAsync<T>(BehaviorContext<Report, T> x, IEnumerable<InspectionRequested> requests)
        where T : class
    {
        foreach (var request in requests)
            await x.Publish(request, publish => publish.Headers.Set("AttributeType", request.Attribute.Type));
    }
}
