using System.Buffers.Text;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Api;

/// <summary>What to list.</summary>
internal sealed record ReportQuery(string? State, Severity? Severity, string? Rule, DateTimeOffset? Since, string? Text, int Limit, ReportCursor? After);

/// <summary>Where a page of the list ended: newest first, so the next page is older.</summary>
internal readonly record struct ReportCursor(long OpenedTicks, Guid ReportId)
{
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{OpenedTicks}.{ReportId:N}")));

    public static ReportCursor? Parse(string text)
    {
        if (!Base64Url.IsValid(text)) return null;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
            && Guid.TryParseExact(parts[1], "N", out var id)
            ? new ReportCursor(ticks, id)
            : null;
    }
}

/// <summary>Reads reports for the API.</summary>
internal sealed class ReportReader(ReviewerDbContext db, IOptions<ReportsOptions> options)
{
    public async Task<ReportPage> ListAsync(ReportQuery query, CancellationToken cancellationToken)
    {
        var reports = db.Reports.AsNoTracking();
        if (query.State is { } state) reports = reports.Where(r => r.CurrentState == state);
        if (query.Severity is { } severity) reports = reports.Where(r => r.Severity == severity);
        if (query.Rule is not null)
        {
            var rule = IndexKey.Of(query.Rule);
            reports = reports.Where(r => r.RuleId == rule);
        }

        if (query.Since is { } since)
        {
            // A report takes alerts for so long at most: older ones need not be read. An index of the time of the last alert would have to
            // be written with every repeat.
            var maxAge = options.Value.MaxWindow.Value + options.Value.Window.Value;
            var opened = since - DateTimeOffset.MinValue > maxAge ? since - maxAge : DateTimeOffset.MinValue;
            reports = reports.Where(r => r.OpenedAt >= opened && r.LastReceivedAt >= since);
        }

        if (query.Text is { } text)
        {
            var literal = PostgresText.Of(text).Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
            reports = reports.Where(Contains($"%{literal}%"));
        }

        if (query.After is { } after)
        {
            var openedAt = new DateTimeOffset(after.OpenedTicks, TimeSpan.Zero);
            // What makes a database begin at the right place of the index is the first condition, which follows from the second.
            reports = reports.Where(r => r.OpenedAt <= openedAt && (r.OpenedAt < openedAt || r.CorrelationId.CompareTo(after.ReportId) < 0));
        }

        var page = reports
            .OrderByDescending(r => r.OpenedAt).ThenByDescending(r => r.CorrelationId)
            .Take(query.Limit + 1)
            .Select(r => new ReportSummary(
                r.CorrelationId, r.AlertId, ReportDocuments.StatusOf(r.CurrentState), r.Severity, r.Detector, r.RuleId, r.RuleName, r.Title,
                r.AlertCount, r.OpenedAt, r.FirstSeen, r.LastSeen, r.DocumentVersion, r.VerdictNumber));
        var rows = query.Text is null ? await page.ToListAsync(cancellationToken) : await db.SearchAsync(page, cancellationToken);
        if (rows.Count <= query.Limit) return new ReportPage(rows, null);

        rows.RemoveAt(query.Limit);
        return new ReportPage(rows, new ReportCursor(rows[^1].OpenedAt.UtcTicks, rows[^1].ReportId).ToString());
    }

    // The same on both databases: LIKE minds the case on PostgreSQL, and does not on SQLite.
    private Expression<Func<Report, bool>> Contains(string pattern) => db.Database.IsNpgsql()
        ? r => EF.Functions.ILike(r.Title, pattern, "\\") || EF.Functions.ILike(r.RuleId, pattern, "\\")
            || EF.Functions.ILike(r.Detector, pattern, "\\") || EF.Functions.ILike(r.AlertId, pattern, "\\")
            || EF.Functions.ILike(r.ContentJson, pattern, "\\")
        : r => EF.Functions.Like(r.Title, pattern, "\\") || EF.Functions.Like(r.RuleId, pattern, "\\")
            || EF.Functions.Like(r.Detector, pattern, "\\") || EF.Functions.Like(r.AlertId, pattern, "\\")
            || EF.Functions.Like(r.ContentJson, pattern, "\\");

    public Task<Report?> FindAsync(Guid reportId, CancellationToken cancellationToken) =>
        db.Reports.AsNoTracking().FirstOrDefaultAsync(report => report.CorrelationId == reportId, cancellationToken);

    public Task<Report?> FindNewestAsync(string alertId, CancellationToken cancellationToken)
    {
        var key = IndexKey.Of(alertId);
        return db.Reports.AsNoTracking().Where(report => report.AlertId == key)
            .OrderByDescending(report => report.Sequence).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The alerts that a report keeps, as JSON, the first ones first, each read when it is asked for.</summary>
    public IAsyncEnumerable<string> AlertsOf(Report report) => db.KeptAlerts.AsNoTracking()
        .Where(alert => alert.ReportId == report.CorrelationId)
        .OrderBy(alert => alert.ReceivedAt).ThenBy(alert => alert.ReceiptId)
        .Select(alert => alert.Json)
        .AsAsyncEnumerable();
}

/// <summary>A page of the list.</summary>
/// <param name="Items">The reports, newest first.</param>
/// <param name="NextCursor">What to ask with for the next page; null on the last.</param>
internal sealed record ReportPage(IReadOnlyList<ReportSummary> Items, string? NextCursor);

/// <summary>A report in the list.</summary>
internal sealed record ReportSummary(
    Guid ReportId, string AlertId, ReportStatus Status, Severity? Severity, string Detector, string RuleId, string? RuleName, string Title,
    long AlertCount, DateTimeOffset OpenedAt, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, int DocumentVersion, int VerdictNumber);
