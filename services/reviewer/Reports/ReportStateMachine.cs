using AlertResponder.Contracts;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Reports;

/// <summary>
/// The life of a report, top to bottom. Every pair of state and event is named here; <c>docs/pipeline.md</c> has them as a table.
/// What happens is decided by <see cref="Investigation"/>, <see cref="Judgement"/> and <see cref="Pacing"/>, which are pure; the
/// steps stand in <c>ReportSteps.cs</c>. Aggregation opens a report and arms its first timer (<c>Aggregation/ReportNews.cs</c>).
/// </summary>
internal sealed partial class ReportStateMachine : MassTransitStateMachine<Report>
{
    public ReportStateMachine(IOptions<ReportsOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _investigation = new Investigation(options.Value);
        _judgement = new Judgement(options.Value);

        InstanceState(report => report.CurrentState);
        Correlate();

        During(Opened,
            AwaitReview(RequestInspections(Fired(InspectionTimer)).TransitionTo(Inspecting)),
            ArmUpdate(TakeGrowth(When(Grew))),
            BeginReview(RequestInspections(When(Asked)), AskedByPerson),
            Ignore(Answered), Ignore(DeadlineTimer.Received), Ignore(ReviewTimer.Received));

        During(Inspecting,
            ReviewWhenReady(StartGrace(Fired(ReviewTimer))),
            ReviewWhenReady(ArmUpdate(Attach(When(Answered)))),
            ReviewWhenReady(AskSilentOnes(Fired(DeadlineTimer))),
            ArmUpdate(RequestInspections(TakeGrowth(When(Grew)))),
            BeginReview(When(Asked), AskedByPerson),
            Ignore(InspectionTimer.Received));

        During(Reviewing,
            TakeVerdict(When(Judged)),
            AskPolicyAgain(Fired(AnswerTimer)),
            ArmUpdate(Attach(When(Answered))),
            AskSilentOnes(Fired(DeadlineTimer)),
            ArmUpdate(RequestInspections(TakeGrowth(When(Grew)))),
            When(Asked).Then(x => x.Saga.Changed(news: true)), // judged again after the running review
            Ignore(InspectionTimer.Received), Ignore(ReviewTimer.Received), Ignore(ReReviewTimer.Received));

        During([Reviewed, Closed],
            ArmReReview(ArmUpdate(Attach(When(Answered)))),
            ArmReReview(AskSilentOnes(Fired(DeadlineTimer))),
            ArmReReview(ArmUpdate(RequestInspections(TakeGrowth(When(Grew))))),
            ReviewAgain(Fired(ReReviewTimer)),
            BeginReview(When(Asked), AskedByPerson),
            RequestInspections(Fired(InspectionTimer)), // a person's verdict can come before inspections were due
            Ignore(ReviewTimer.Received));

        // What is the same wherever the report is.
        During([Opened, Inspecting, Reviewing, Reviewed, Closed],
            TakePersonsVerdict(When(Set)),
            PublishUpdate(Fired(UpdateTimer)));
        During([Opened, Inspecting, Reviewed, Closed],
            Ignore(Judged), Ignore(AnswerTimer.Received));
        During([Opened, Inspecting],
            Ignore(ReReviewTimer.Received));

        // A report closes only after its review: before that, the verdict finds the window over.
        During([Opened, Inspecting, Reviewing],
            ArmWindow(Fired(WindowTimer)));
        During(Reviewed,
            CloseWhenOver(ArmWindow(Fired(WindowTimer))));
        During(Closed,
            Ignore(WindowTimer.Received));
    }

    public State Opened { get; private set; } = null!;
    public State Inspecting { get; private set; } = null!;
    public State Reviewing { get; private set; } = null!;
    public State Reviewed { get; private set; } = null!;
    public State Closed { get; private set; } = null!;

    /// <summary>Aggregation added alerts that brought news.</summary>
    public Event<ReportGrew> Grew { get; private set; } = null!;

    /// <summary>An inspector answered.</summary>
    public Event<InspectionCompleted> Answered { get; private set; } = null!;

    /// <summary>The policy answered.</summary>
    public Event<VerdictReached> Judged { get; private set; } = null!;

    /// <summary>A person wants a review.</summary>
    public Event<ReviewAsked> Asked { get; private set; } = null!;

    /// <summary>A person decided.</summary>
    public Event<VerdictSet> Set { get; private set; } = null!;

    public Schedule<Report, InspectionDue> InspectionTimer { get; private set; } = null!;
    public Schedule<Report, DeadlineDue> DeadlineTimer { get; private set; } = null!;
    public Schedule<Report, ReviewDue> ReviewTimer { get; private set; } = null!;
    public Schedule<Report, AnswerDue> AnswerTimer { get; private set; } = null!;
    public Schedule<Report, ReReviewDue> ReReviewTimer { get; private set; } = null!;
    public Schedule<Report, UpdateDue> UpdateTimer { get; private set; } = null!;
    public Schedule<Report, WindowEnded> WindowTimer { get; private set; } = null!;

    private void Correlate()
    {
        // A message about a report that retention has removed is no fault.
        Event(() => Grew, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Answered, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Judged, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Asked, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Set, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));

        Timer(() => InspectionTimer, report => report.InspectionDueToken, message => message.ReportId);
        Timer(() => DeadlineTimer, report => report.DeadlineDueToken, message => message.ReportId);
        Timer(() => ReviewTimer, report => report.ReviewDueToken, message => message.ReportId);
        Timer(() => AnswerTimer, report => report.AnswerDueToken, message => message.ReportId);
        Timer(() => ReReviewTimer, report => report.ReReviewDueToken, message => message.ReportId);
        Timer(() => UpdateTimer, report => report.UpdateDueToken, message => message.ReportId);
        Timer(() => WindowTimer, report => report.WindowEndedToken, message => message.ReportId);
    }
}
