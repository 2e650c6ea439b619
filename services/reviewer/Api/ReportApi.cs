using System.Globalization;
using System.Security.Claims;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using AlertResponder.ServiceDefaults.Access;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace AlertResponder.Reviewer.Api;

/// <summary>The report API: reading reports, and asking for a review or setting a verdict.</summary>
public static class ReportApi
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxTextLength = 256;
    private const int MaxReasonLength = 2048;
    private const int MaxNameLength = 128;
    private static readonly TimeSpan NotYet = TimeSpan.FromSeconds(1);

    /// <summary>Maps <c>/reports</c>.</summary>
    /// <param name="routes">Where to map.</param>
    /// <returns>The same.</returns>
    public static IEndpointRouteBuilder MapReportApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/reports").WithTags("Reports");
        var reports = group.MapGroup("").RequireAuthorization(AccessScopes.ReadReports);
        reports.MapGet("/", ListAsync).WithName("ListReports").WithSummary("Reports, newest first, a page at a time");
        reports.MapGet("/{reportId:guid}", GetAsync).WithName("GetReport").WithSummary("One report, whole");
        reports.MapGet("/by-alert/{alertId}", GetByAlertAsync).WithName("GetReportByAlert")
            .WithSummary("The newest report of an alert id; 404 with Retry-After while nothing is known");
        reports.MapGet("/{reportId:guid}/timeline", GetTimelineAsync).WithName("GetTimeline").WithSummary("What happened to a report");
        group.MapPost("/{reportId:guid}/review", ReviewAsync).RequireAuthorization(AccessScopes.WriteReports).WithName("ReviewReport")
            .WithSummary("Asks for a review, or sets a verdict that no policy overwrites");
        return routes;
    }

    private static async Task<Results<Ok<ReportPage>, ValidationProblem>> ListAsync(
        ReportReader reader, CancellationToken cancellationToken,
        string? status = null, string? severity = null, string? rule = null, string? since = null, string? q = null,
        string? limit = null, string? cursor = null)
    {
        var errors = new Dictionary<string, string[]>();
        var state = status is null ? null : Parse<ReportStatus>(status, "status", errors) switch
        {
            null => null,
            ReportStatus.New => nameof(ReportStateMachine.Opened),
            var known => known.ToString(),
        };
        var wantedSeverity = severity is null ? null : Parse<Severity>(severity, "severity", errors);
        DateTimeOffset? from = null;
        if (since is not null)
        {
            if (DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) from = time;
            else errors["since"] = [$"'{Shown(since)}' is not an RFC 3339 time, e.g. 2026-01-31T12:00:00Z"];
        }

        var count = DefaultLimit;
        if (limit is not null && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MaxLimit))
            errors["limit"] = [$"'{Shown(limit)}' is not allowed: 1 to {MaxLimit}"];
        var after = cursor is null ? null : ReportCursor.Parse(cursor);
        if (cursor is not null && after is null) errors["cursor"] = ["not a cursor that this API gave"];
        if (q?.Length > MaxTextLength) errors["q"] = [$"longer than {MaxTextLength} characters"];
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        return TypedResults.Ok(await reader.ListAsync(
            new ReportQuery(state, wantedSeverity, rule, from, string.IsNullOrWhiteSpace(q) ? null : q.Trim(), count, after), cancellationToken));
    }

    private static async Task<Results<Ok<ReportDocument>, ProblemHttpResult>> GetAsync(
        Guid reportId, ReportReader reader, CancellationToken cancellationToken) =>
        await reader.FindAsync(reportId, cancellationToken) is { } report
            ? TypedResults.Ok(await reader.DocumentAsync(report, cancellationToken))
            : NoReport(reportId.ToString());

    private static async Task<Results<Ok<ReportDocument>, ProblemHttpResult>> GetByAlertAsync(
        string alertId, ReportReader reader, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await reader.FindNewestAsync(alertId, cancellationToken) is { } report)
            return TypedResults.Ok(await reader.DocumentAsync(report, cancellationToken));

        // Accepted a moment ago, it is still on its way.
        response.Headers[HeaderNames.RetryAfter] = NotYet.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return NoReport(Shown(alertId));
    }

    private static async Task<Results<Ok<Timeline>, ProblemHttpResult>> GetTimelineAsync(
        Guid reportId, ReportReader reader, CancellationToken cancellationToken) =>
        await reader.FindAsync(reportId, cancellationToken) is { } report
            ? TypedResults.Ok(new Timeline(report.Content.Timeline))
            : NoReport(reportId.ToString());

    private static async Task<Results<Accepted, ProblemHttpResult, ValidationProblem>> ReviewAsync(
        Guid reportId, ReportReader reader, ReviewerDbContext db, ISendEndpointProvider outbox, TimeProvider time, ClaimsPrincipal user,
        CancellationToken cancellationToken, ReviewCommand? command = null)
    {
        var by = command?.By?.Trim() is { Length: > 0 } name ? name : user.Identity?.Name ?? "anonymous";
        var errors = new Dictionary<string, string[]>();
        if (by.Length > MaxNameLength) errors["by"] = [$"longer than {MaxNameLength} characters"];
        if (command?.Verdict is { } wanted)
        {
            if (wanted.Severity is not (Severity.Safe or Severity.Unclassified or Severity.Urgent))
                errors["verdict.severity"] = ["must be safe, unclassified or urgent"];
            if (string.IsNullOrWhiteSpace(wanted.Reason) || wanted.Reason.Length > MaxReasonLength)
                errors["verdict.reason"] = [$"1 to {MaxReasonLength} characters"];
        }

        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        if (await reader.FindAsync(reportId, cancellationToken) is null) return NoReport(reportId.ToString());

        var reports = await outbox.GetSendEndpoint(ReviewerQueues.ReportsAddress);
        if (command?.Verdict is { } verdict)
            await reports.Send(
                new VerdictSet(reportId, new Verdict
                {
                    Severity = verdict.Severity,
                    Reason = verdict.Reason!.Trim(),
                    Rule = "person",
                    DecidedBy = by,
                    DecidedAt = time.GetUtcNow(),
                }),
                cancellationToken);
        else
            await reports.Send(new ReviewAsked(reportId, by), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Accepted($"/reports/{reportId}");
    }

    private static T? Parse<T>(string text, string field, Dictionary<string, string[]> errors)
        where T : struct, Enum
    {
        // The first value is "other", which is no question.
        var names = Enum.GetNames<T>().Skip(1).ToArray();
        if (names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known) return Enum.Parse<T>(known);
        errors[field] = [$"'{Shown(text)}' is not allowed: {string.Join(", ", names).ToLowerInvariant()}"];
        return null;
    }

    private static ProblemHttpResult NoReport(string id) =>
        TypedResults.Problem($"There is no report for '{id}'.", statusCode: StatusCodes.Status404NotFound, title: "No such report");

    private static string Shown(string text) => text.Length <= 64 ? text : $"{text[..64]}…";
}

/// <summary>What a person asks of a report.</summary>
/// <param name="By">The person's name.</param>
/// <param name="Verdict">The verdict to set; without it a review is asked for.</param>
internal sealed record ReviewCommand(string? By, WantedVerdict? Verdict);

/// <summary>A person's verdict.</summary>
/// <param name="Severity">safe, unclassified or urgent.</param>
/// <param name="Reason">Why.</param>
internal sealed record WantedVerdict(Severity Severity, string? Reason);

/// <summary>What happened to a report, oldest first.</summary>
internal sealed record Timeline(IReadOnlyList<TimelineEntry> Items);
