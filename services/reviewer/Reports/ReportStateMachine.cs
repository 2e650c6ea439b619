using AlertResponder.Contracts;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Reports;

/// <summary>
/// The life of a report, top to bottom. Every pair of state and event is named here; <c>docs/pipeline.md</c> has them as a table.
/// What happens is decided by <see cref="Investigation"/>, <see cref="Judgement"/> and <see cref="Pacing"/>, which are pure; the
/// steps stand in <c>ReportStateMachine.Steps.cs</c>. Aggregation opens a report, and <see cref="ReportAnnouncements"/> arms its first timer.
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
            Fired(InspectionTimer).Do(RequestInspections).TransitionTo(Inspecting).Do(AwaitReview),
            When(Grew).Do(TakeGrowth).Do(ArmUpdate),
            When(ReviewRequestedByPerson).Do(RequestInspections).Do(BeginPersonsReview),
            Ignore(Answered), Ignore(InspectionOverdueTimer.Received), Ignore(ReviewTimer.Received));

        During(Inspecting,
            Fired(ReviewTimer).Do(StartGrace).Do(ReviewWhenReady),
            When(Answered).Do(Attach).Do(ArmUpdate).Do(ReviewWhenReady),
            Fired(InspectionOverdueTimer).Do(RepeatInspections).Do(ReviewWhenReady),
            When(Grew).Do(TakeGrowth).Do(RequestInspections).Do(ArmUpdate),
            When(ReviewRequestedByPerson).Do(BeginPersonsReview),
            Ignore(InspectionTimer.Received));

        During(Reviewing,
            When(Judged).Do(TakeVerdict),
            Fired(PolicyOverdueTimer).Do(RepeatReview),
            When(Answered).Do(Attach).Do(ArmUpdate),
            Fired(InspectionOverdueTimer).Do(RepeatInspections),
            When(Grew).Do(TakeGrowth).Do(RequestInspections).Do(ArmUpdate),
            When(ReviewRequestedByPerson).Do(NotePersonsWish).Then(x => x.Saga.MarkChanged(significant: true)), // judged again after the running review
            Ignore(InspectionTimer.Received), Ignore(ReviewTimer.Received), Ignore(ReReviewTimer.Received));

        During([Reviewed, Closed],
            When(Answered).Do(Attach).Do(ArmUpdate).Do(ArmReReview),
            Fired(InspectionOverdueTimer).Do(RepeatInspections).Do(ArmReReview),
            When(Grew).Do(TakeGrowth).Do(RequestInspections).Do(ArmUpdate).Do(ArmReReview),
            Fired(ReReviewTimer).Do(ReviewAgain),
            When(ReviewRequestedByPerson).Do(BeginPersonsReview),
            Fired(InspectionTimer).Do(RequestInspections), // a person's verdict can come before inspections were due
            Ignore(ReviewTimer.Received));

        // What is the same in every state.
        During([Opened, Inspecting, Reviewing, Reviewed, Closed],
            When(VerdictSetByPerson).Do(TakePersonsVerdict),
            When(Emitted).Then(x => EmittedPlaces.Take(x.Saga, x.Message, Now)),
            Fired(UpdateTimer).Do(PublishUpdate));
        During([Opened, Inspecting, Reviewed, Closed],
            Ignore(Judged), Ignore(PolicyOverdueTimer.Received));
        During([Opened, Inspecting],
            Ignore(ReReviewTimer.Received));

        // A report closes only after its review: before that, the verdict finds the window over.
        During([Opened, Inspecting, Reviewing],
            Fired(WindowTimer).Do(ArmWindow));
        During(Reviewed,
            Fired(WindowTimer).Do(ArmWindow).Do(CloseWhenOver));
        During(Closed,
            Ignore(WindowTimer.Received));
    }

    public State Opened { get; private set; } = null!;
    public State Inspecting { get; private set; } = null!;
    public State Reviewing { get; private set; } = null!;
    public State Reviewed { get; private set; } = null!;
    public State Closed { get; private set; } = null!;

    /// <summary>Aggregation added alerts that changed the report significantly.</summary>
    public Event<ReportGrew> Grew { get; private set; } = null!;

    /// <summary>An inspector answered.</summary>
    public Event<InspectionCompleted> Answered { get; private set; } = null!;

    /// <summary>The policy answered.</summary>
    public Event<VerdictReached> Judged { get; private set; } = null!;

    /// <summary>A person wants a review.</summary>
    public Event<ReviewAsked> ReviewRequestedByPerson { get; private set; } = null!;

    /// <summary>A person sets the verdict.</summary>
    public Event<VerdictSet> VerdictSetByPerson { get; private set; } = null!;

    /// <summary>An emitter says where it has written.</summary>
    public Event<ReportEmitted> Emitted { get; private set; } = null!;

    public Schedule<Report, InspectionDue> InspectionTimer { get; private set; } = null!;
    public Schedule<Report, InspectionOverdue> InspectionOverdueTimer { get; private set; } = null!;
    public Schedule<Report, ReviewDue> ReviewTimer { get; private set; } = null!;
    public Schedule<Report, PolicyOverdue> PolicyOverdueTimer { get; private set; } = null!;
    public Schedule<Report, ReReviewDue> ReReviewTimer { get; private set; } = null!;
    public Schedule<Report, UpdateDue> UpdateTimer { get; private set; } = null!;
    public Schedule<Report, WindowEnded> WindowTimer { get; private set; } = null!;

    private void Correlate()
    {
        // A message about a report that retention has removed is dropped.
        Event(() => Grew, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Answered, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Judged, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));
        Event(() => ReviewRequestedByPerson, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));
        Event(() => VerdictSetByPerson, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Emitted, e => e.CorrelateById(x => x.Message.ReportId).OnMissingInstance(missing => missing.Discard()));

        Timer(() => InspectionTimer, report => report.InspectionDueToken, message => message.ReportId);
        Timer(() => InspectionOverdueTimer, report => report.InspectionOverdueToken, message => message.ReportId);
        Timer(() => ReviewTimer, report => report.ReviewDueToken, message => message.ReportId);
        Timer(() => PolicyOverdueTimer, report => report.PolicyOverdueToken, message => message.ReportId);
        Timer(() => ReReviewTimer, report => report.ReReviewDueToken, message => message.ReportId);
        Timer(() => UpdateTimer, report => report.UpdateDueToken, message => message.ReportId);
        Timer(() => WindowTimer, report => report.WindowEndedToken, message => message.ReportId);
    }
}
