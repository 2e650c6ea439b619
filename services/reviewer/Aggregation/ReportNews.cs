using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>
/// Tells what alerts have done to a report. Its state machine hears of what it has to act upon; a mere repeat only arms the next update,
/// so that a storm of them costs no messages.
/// </summary>
internal sealed class ReportNews(IOptions<ReportsOptions> options, TimeProvider time)
{
    /// <summary>A report is open: everybody hears of it at once, and its life begins with the first timer.</summary>
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
    /// <param name="news">Whether more came than repeats.</param>
    /// <param name="outbox">Takes what goes out.</param>
    public async Task GrownAsync(Report report, bool news, ConsumeContext outbox)
    {
        if (news && !OnlyHasToTell(report))
        {
            if (report.GrowthPending) return;
            report.GrowthPending = true;
            await outbox.Send(ReviewerQueues.ReportsAddress, new ReportGrew(report.CorrelationId));
        }
        else if (report.UpdateDueToken is null)
        {
            report.UpdateDueToken = await ScheduleAsync(
                outbox, Pacing.UntilUpdate(report, options.Value, time.GetUtcNow()), new UpdateDue(report.CorrelationId));
        }
    }

    // Before its inspections are due, news of a report are for the next update only, unless that was put off because there were none.
    private static bool OnlyHasToTell(Report report) => report.CurrentState == nameof(ReportStateMachine.Opened) && report.QuietUpdates == 0;

    private static async Task<Guid> ScheduleAsync<T>(ConsumeContext outbox, TimeSpan delay, T timer)
        where T : class =>
        (await outbox.ScheduleSend(ReviewerQueues.ReportsAddress, delay > TimeSpan.Zero ? delay : TimeSpan.Zero, timer, outbox.CancellationToken)).TokenId;
}
