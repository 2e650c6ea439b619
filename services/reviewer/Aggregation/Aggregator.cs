using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>Joins alerts to reports within the transaction that its caller holds.</summary>
internal sealed class Aggregator(ReviewerDbContext db, IOptions<ReportsOptions> options)
{
    /// <summary>Joins alerts that have not been counted yet.</summary>
    /// <param name="received">The alerts, in any order.</param>
    /// <param name="outbox">Takes what the reports' state machines have to know.</param>
    public async Task AggregateAsync(IReadOnlyCollection<AlertReceived> received, IPublishEndpoint outbox, CancellationToken cancellationToken)
    {
        var alertIds = received.Select(alert => alert.AlertId).ToHashSet();
        var earliest = received.Min(alert => alert.ReceivedAt);
        var reports = await db.Reports
            .Where(report => alertIds.Contains(report.AlertId))
            .Where(report => report.WindowEndsAt >= earliest || report.Sequence == db.Reports.Where(r => r.AlertId == report.AlertId).Max(r => r.Sequence))
            .OrderBy(report => report.CorrelationId)
            .ForUpdate()
            .ToListAsync(cancellationToken);
        var known = reports.ToLookup(report => report.AlertId);

        // By alert id, so that two workers take the rows in the same order and cannot wait for each other in a circle.
        foreach (var group in received.GroupBy(alert => alert.AlertId).OrderBy(group => group.Key, StringComparer.Ordinal))
            await AggregateAsync([.. known[group.Key]], [.. group.OrderBy(PlaceOf)], outbox, cancellationToken);
    }

    private async Task AggregateAsync(List<Report> reports, List<AlertReceived> alerts, IPublishEndpoint outbox, CancellationToken cancellationToken)
    {
        // An alert that opens a report makes a window that the next one may fall into.
        var joining = new Dictionary<Report, List<AlertReceived>>();
        foreach (var alert in alerts)
        {
            var (_, report) = JoinOrOpen.Decide(reports, alert.ReceivedAt, options.Value.Window);
            if (report is null)
            {
                report = ReportGrowth.Open(alert, reports.MaxBy(former => former.Sequence));
                reports.Add(report);
                db.Reports.Add(report);
            }

            ReportGrowth.Join(report, alert, options.Value);
            if (!joining.TryGetValue(report, out var joined)) joining.Add(report, joined = []);
            joined.Add(alert);
        }

        foreach (var (report, joined) in joining)
        {
            report.Changed();
            await KeepAsync(report, joined, cancellationToken);
            if (report.GrowthPending) continue;
            report.GrowthPending = true;
            if (db.Entry(report).State == EntityState.Added) await outbox.Publish(new ReportStarted(report.CorrelationId), cancellationToken);
            else await outbox.Publish(new ReportGrew(report.CorrelationId), cancellationToken);
        }
    }

    private async Task KeepAsync(Report report, List<AlertReceived> joined, CancellationToken cancellationToken)
    {
        var there = db.Entry(report).State == EntityState.Added
            ? []
            : await db.KeptAlerts.AsNoTracking().Where(alert => alert.ReportId == report.CorrelationId)
                .Select(alert => new AlertPlace(alert.ReceivedAt, alert.ReceiptId)).ToListAsync(cancellationToken);
        var (add, remove) = AlertsToKeep.Choose(there, [.. joined.Select(PlaceOf)]);
        db.KeptAlerts.RemoveRange(remove.Select(place => Row(report, place, "")));
        db.KeptAlerts.AddRange(joined
            .Where(alert => add.Contains(PlaceOf(alert)))
            .Select(alert => Row(report, PlaceOf(alert), JsonSerializer.Serialize(alert.Alert, DocumentJson.Options))));
    }

    private static KeptAlert Row(Report report, AlertPlace place, string json) =>
        new() { ReportId = report.CorrelationId, ReceivedAt = place.ReceivedAt, ReceiptId = place.ReceiptId, Json = json };

    private static AlertPlace PlaceOf(AlertReceived alert) => new(alert.ReceivedAt, alert.ReceiptId);
}
