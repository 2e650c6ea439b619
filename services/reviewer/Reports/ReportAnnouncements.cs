using AlertResponder.Contracts;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Reports;

/// <summary>
/// The birth of a report, and what aggregation announces of it afterwards. The state machine gets a message only when it has to act; a mere
/// repeat just arms the next update, so that a storm of them costs no messages.
/// </summary>
internal sealed class ReportAnnouncements(IOptions<ReportsOptions> options, TimeProvider time)
{
    /// <summary>A report is open: that is published at once, and its life begins with the first timer.</summary>
    public async Task OpenedAsync(Report report, ConsumeContext outbox)
    {
        var now = time.GetUtcNow();
        await outbox.Publish(
            new ReportOpened
            {
                ReportId = report.CorrelationId,
                AlertId = report.AlertId,
                DocumentVersion = report.DocumentVersion,
                VerdictNumber = report.VerdictNumber,
                Report = ReportDocuments.ForMessage(report),
            },
            outbox.CancellationToken);
        (report.PublishedVersion, report.PublishedAt) = (report.DocumentVersion, now);
        report.InspectionDueToken = await ScheduleAsync(
            outbox, report.OpenedAt + options.Value.InspectionDelay - now, new InspectionDue(report.CorrelationId));
    }

    /// <summary>A report has grown.</summary>
    /// <param name="report">The report.</param>
    /// <param name="significant">Whether more came than repeats.</param>
    /// <param name="outbox">Takes what is sent.</param>
    public async Task GrewAsync(Report report, bool significant, ConsumeContext outbox)
    {
        if (significant && !NextUpdateSuffices(report))
        {
            if (report.NotificationPending && !IsOverdue(report)) return;
            report.NotificationPending = true;
            await outbox.Send(ReviewerQueues.ReportsAddress, new ReportGrew(report.CorrelationId));
        }
        else if (report.UpdateDueToken is null)
        {
            report.UpdateDueToken = await ScheduleAsync(
                outbox, Pacing.UntilUpdate(report, options.Value, time.GetUtcNow()), new UpdateDue(report.CorrelationId));
        }
    }

    // Where all goes well an update follows what is sent within the longest interval. One that ended in an error queue must not keep the report from
    // growing for good; one too many does no harm.
    private bool IsOverdue(Report report) => time.GetUtcNow() - report.PublishedAt > options.Value.MaxUpdateInterval;

    // Before its inspections are due, the next update is all that a change asks for, unless that was put off because only repeats came.
    private static bool NextUpdateSuffices(Report report) =>
        report.CurrentState == nameof(ReportStateMachine.Opened) && report.UnchangedUpdates == 0;

    private static async Task<Guid> ScheduleAsync<T>(ConsumeContext outbox, TimeSpan delay, T timer)
        where T : class =>
        (await outbox.ScheduleSend(
            ReviewerQueues.ReportsAddress, delay > TimeSpan.Zero ? delay : TimeSpan.Zero, timer, outbox.CancellationToken)).TokenId;
}
