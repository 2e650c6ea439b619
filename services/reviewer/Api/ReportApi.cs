using System.Globalization;
using System.Net.Mime;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using AlertResponder.ServiceDefaults.Access;
using AlertResponder.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace AlertResponder.Reviewer.Api;

/// <summary>The report API: reading reports, and asking for a review or setting a verdict.</summary>
public static class ReportApi
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxTextLength = 256;
    private static readonly TimeSpan NotYet = TimeSpan.FromSeconds(1);

    /// <summary>Maps <c>/reports</c>.</summary>
    /// <param name="routes">Where to map.</param>
    /// <returns>The same.</returns>
    public static IEndpointRouteBuilder MapReportApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/reports").WithTags("Reports").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.AddEndpointFilter<StoreOutage>();
        var reports = group.MapGroup("")
            .RequireAuthorization(AccessScopes.ReadReports)
            .RequireRateLimiting(ReadLimits.Policy)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);
        reports.WithRequestTimeout(ReadLimits.Policy);
        reports.MapGet("/", ListAsync).WithName("ListReports").WithSummary("Reports, newest first, a page at a time");
        reports.MapGet("/{reportId:guid}", GetAsync).WithName("GetReport").WithSummary("One report, whole")
            .Produces<ReportDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        reports.MapGet("/by-alert/{alertId}", GetByAlertAsync).WithName("GetReportByAlert")
            .WithSummary("The newest report of an alert id; 404 with Retry-After while nothing is known")
            .Produces<ReportDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        reports.MapGet("/{reportId:guid}/timeline", GetTimelineAsync).WithName("GetTimeline").WithSummary("What happened to a report");
        group.MapPost("/{reportId:guid}/review", (Guid reportId, HttpContext context, ReviewRequestHandler handler) => handler.HandleAsync(context, reportId))
            .RequireAuthorization(AccessScopes.WriteReports)
            .WithMetadata(new RequestSizeLimitAttribute(ReviewCommand.MaxBodyBytes))
            .Produces(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithName("ReviewReport")
            .WithSummary("Asks for a review, or sets a verdict that no policy overwrites")
            // Not by Accepts, which has the framework refuse a content type before the service can say why.
            .AddOpenApiOperationTransformer(async (operation, context, cancellationToken) => operation.RequestBody = new OpenApiRequestBody
            {
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [MediaTypeNames.Application.Json] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(ReviewCommand), null, cancellationToken) },
                },
            });
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
        if (q?.EnumerateRunes().Count() > MaxTextLength) errors["q"] = [$"longer than {MaxTextLength} characters"];
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        return TypedResults.Ok(await reader.ListAsync(
            new ReportQuery(state, wantedSeverity, rule, from, string.IsNullOrWhiteSpace(q) ? null : q.Trim(), count, after), cancellationToken));
    }

    private static async Task<IResult> GetAsync(Guid reportId, ReportReader reader, CancellationToken cancellationToken) =>
        await reader.FindAsync(reportId, cancellationToken) is { } report ? new ReportAnswer(report, reader) : NoReport(reportId.ToString());

    private static async Task<IResult> GetByAlertAsync(string alertId, ReportReader reader, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await reader.FindNewestAsync(alertId, cancellationToken) is { } report) return new ReportAnswer(report, reader);

        // Accepted a moment ago, it is still on its way.
        response.SetRetryAfter(NotYet);
        return NoReport(Shown(alertId));
    }

    private static async Task<Results<Ok<Timeline>, ProblemHttpResult>> GetTimelineAsync(
        Guid reportId, ReportReader reader, CancellationToken cancellationToken) =>
        await reader.FindAsync(reportId, cancellationToken) is { } report
            ? TypedResults.Ok(new Timeline(report.Content.Timeline))
            : NoReport(reportId.ToString());

    private static T? Parse<T>(string text, string field, Dictionary<string, string[]> errors)
        where T : struct, Enum
    {
        // The first value is "other", which is no question.
        var names = Enum.GetNames<T>().Skip(1).ToArray();
        if (names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known) return Enum.Parse<T>(known);
        errors[field] = [$"'{Shown(text)}' is not allowed: {string.Join(", ", names).ToLowerInvariant()}"];
        return null;
    }

    internal static ProblemHttpResult NoReport(string id) =>
        TypedResults.Problem($"There is no report for '{id}'.", statusCode: StatusCodes.Status404NotFound, title: "No such report");

    private static string Shown(string text) => TextNormalizer.Shorten(text, 64);
}

/// <summary>What happened to a report, oldest first.</summary>
internal sealed record Timeline(IReadOnlyList<TimelineEntry> Items);
