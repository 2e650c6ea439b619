using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>Joins alerts to reports within the transaction that its caller holds.</summary>
internal sealed class Aggregator(ReviewerDbContext db, ReportAnnouncements announcements, IOptions<ReportsOptions> options, TimeProvider time)
{
    /// <summary>Joins alerts that have not been counted yet.</summary>
    /// <param name="received">The alerts, in any order.</param>
    /// <param name="outbox">Takes what is published and sent about the reports.</param>
    public async Task AggregateAsync(IReadOnlyCollection<AlertReceived> received, ConsumeContext outbox, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        received = [.. received.Select(alert => ReadableAlert.Of(alert, now))];
        var alertIds = received.Select(alert => alert.AlertId).Distinct().ToList();
        // A report that is not there has no row to lock, and two must not open it.
        await db.LockNamesAsync(alertIds, cancellationToken);
        var earliest = received.Min(alert => alert.ReceivedAt);
        var reports = await db.Reports.AsNoTracking()
            .Where(report => alertIds.Contains(report.AlertId))
            .Where(report => report.WindowEndsAt >= earliest || report.Sequence == db.Reports.Where(r => r.AlertId == report.AlertId).Max(r => r.Sequence))
            .OrderBy(report => report.CorrelationId)
            .ForUpdate()
            .ToListAsync(cancellationToken);
        var known = reports.ToLookup(report => report.AlertId);
        var before = reports.ToDictionary(report => report, report => report.CopyColumns());

        // An alert that opens a report makes a window that the next one may fall into.
        var joining = new Dictionary<Report, List<AlertReceived>>();
        foreach (var group in received.GroupBy(alert => alert.AlertId)) Join([.. known[group.Key]], [.. group.OrderBy(PlaceOf)], joining);
        foreach (var report in joining.Keys)
        {
            report.MarkChanged();
            if (before.TryGetValue(report, out var was)) await announcements.GrewAsync(report, report.SignificantVersion > was.SignificantVersion, outbox);
            else await announcements.OpenedAsync(report, outbox);
        }

        await db.InsertAsync([.. joining.Keys.Where(report => !before.ContainsKey(report))], cancellationToken);
        await db.UpdateAsync([.. before.Where(pair => joining.ContainsKey(pair.Key)).Select(pair => (pair.Value, pair.Key))], cancellationToken);
        await KeepAsync(joining, cancellationToken);
    }

    private void Join(List<Report> reports, List<AlertReceived> alerts, Dictionary<Report, List<AlertReceived>> joining)
    {
        foreach (var alert in alerts)
        {
            var report = JoinOrOpen.Decide(reports, alert.ReceivedAt, options.Value.Window);
            if (report is null)
            {
                report = ReportGrowth.Open(alert, reports.MaxBy(former => former.Sequence));
                reports.Add(report);
            }

            ReportGrowth.Join(report, alert, options.Value);
            if (!joining.TryGetValue(report, out var joined)) joining.Add(report, joined = []);
            joined.Add(alert);
        }
    }

    private async Task KeepAsync(Dictionary<Report, List<AlertReceived>> joining, CancellationToken cancellationToken)
    {
        // Up to so many alerts all are kept, and none of those that are there has to go: they need not be looked up.
        var full = joining.Keys
            .Where(report => report.AlertCount > AlertsToKeep.First + AlertsToKeep.Last && report.AlertCount > joining[report].Count)
            .Select(report => report.CorrelationId).ToList();
        var there = full.Count == 0
            ? []
            : await db.KeptAlerts.AsNoTracking().Where(alert => full.Contains(alert.ReportId))
                .Select(alert => new { alert.ReportId, Place = new AlertPlace(alert.ReceivedAt, alert.ReceiptId) }).ToListAsync(cancellationToken);
        var places = there.ToLookup(kept => kept.ReportId, kept => kept.Place);
        var added = new List<KeptAlert>();
        var removed = new List<Guid>();
        foreach (var (report, joined) in joining)
        {
            var (add, remove) = AlertsToKeep.Choose([.. places[report.CorrelationId]], [.. joined.Select(PlaceOf)]);
            removed.AddRange(remove.Select(place => place.ReceiptId));
            added.AddRange(joined.Where(alert => add.Contains(PlaceOf(alert))).Select(alert => Row(report, alert)));
        }

        if (removed.Count > 0)
            await db.KeptAlerts.Where(alert => full.Contains(alert.ReportId) && removed.Contains(alert.ReceiptId)).ExecuteDeleteAsync(cancellationToken);
        await db.BulkInsertAsync(added, cancellationToken);
    }

    private static KeptAlert Row(Report report, AlertReceived alert) => new()
    {
        ReportId = report.CorrelationId,
        ReceivedAt = alert.ReceivedAt,
        ReceiptId = alert.ReceiptId,
        Json = JsonSerializer.Serialize(alert.Alert, DocumentJson.Options),
    };

    private static AlertPlace PlaceOf(AlertReceived alert) => new(alert.ReceivedAt, alert.ReceiptId);
}
