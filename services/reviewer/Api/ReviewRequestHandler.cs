using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using AlertResponder.ServiceDefaults.Requests;
using MassTransit;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Reviewer.Api;

/// <summary>Takes a person's wish for a review, or verdict, and sends it to the report.</summary>
internal sealed class ReviewRequestHandler(ReviewerDbContext db, ISendEndpointProvider outbox, TimeProvider time, ILogger<ReviewRequestHandler> logger)
{
    private const string Anonymous = "anonymous";
    private const string PersonsRule = "person";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public async Task<IResult> HandleAsync(HttpContext context, Guid reportId)
    {
        ReadOnlyMemory<byte> body;
        try
        {
            body = await JsonRequest.ReceiveAsync(context.Request, time);
        }
        catch (BadHttpRequestException exception)
        {
            return NotReceived(context, exception);
        }
        catch (Exception exception) when (exception is IOException || context.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest); // the sender is gone
        }

        if (body.Length > 0 && !JsonRequest.IsJson(context.Request))
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Not JSON", "Send it with Content-Type: application/json, in UTF-8 and without Content-Encoding.");
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (ReviewCommand.Read(body.Span, errors) is not { } command) return TypedResults.ValidationProblem(errors);
        if (!await db.Reports.AnyAsync(report => report.CorrelationId == reportId, context.RequestAborted)) return ReportApi.NoReport(reportId.ToString());

        await SendAsync(reportId, command, context.User.Identity?.Name);
        return TypedResults.Accepted($"/reports/{reportId}");
    }

    private async Task SendAsync(Guid reportId, ReviewCommand command, string? caller)
    {
        // A key's name is who did it. What the body says can only stand beside it, where there is a key.
        var by = caller ?? command.By ?? Anonymous;
        var onBehalfOf = command.By == by ? null : command.By;
        var reports = await outbox.GetSendEndpoint(ReviewerQueues.ReportsAddress);
        if (command.Verdict is { } wanted)
        {
            var verdict = new Verdict { Severity = wanted.Severity, Reason = wanted.Reason!, Rule = PersonsRule, DecidedBy = by, DecidedAt = time.GetUtcNow() };
            await reports.Send(new VerdictSet(reportId, verdict, onBehalfOf));
        }
        else
        {
            await reports.Send(new ReviewAsked(reportId, by, onBehalfOf));
        }

        await db.SaveChangesAsync();
        if (command.Verdict is null) Log.ReviewAsked(logger, reportId, caller ?? Anonymous);
        else Log.VerdictSet(logger, reportId, command.Verdict.Severity, caller ?? Anonymous);
    }

    private static IResult NotReceived(HttpContext context, BadHttpRequestException exception)
    {
        switch (exception.StatusCode)
        {
            case StatusCodes.Status413PayloadTooLarge:
                return Problem(exception.StatusCode, "Too large", $"A review may have at most {ReviewCommand.MaxBodyBytes} bytes.");
            case StatusCodes.Status408RequestTimeout:
                context.Response.Headers.Connection = "close"; // or the server would go on reading the rest of it
                context.Response.SetRetryAfter(RetryAfter);
                return Problem(exception.StatusCode, "Too slow", exception.Message);
            default:
                return Problem(exception.StatusCode, "Incomplete request", "The request's body could not be read to its end.");
        }
    }

    private static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);
}
