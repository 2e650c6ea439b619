using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;
using AlertResponder.Receptor.Intake;
using AlertResponder.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Receptor.Http;

/// <summary>One request: check its headers, read and parse its body, publish the alerts, and only then answer.</summary>
internal sealed class AlertRequestHandler(
    AlertIntake intake, IntakeMemory memory, IOptions<ReceptorOptions> options, TimeProvider time, ReceptorMetrics metrics,
    ILogger<AlertRequestHandler> logger)
{
    public async Task<IResult> HandleAsync(HttpContext context, string? formatName)
    {
        var request = context.Request;
        var format = formatName is null ? null : AlertFormats.Named(formatName);
        if (formatName is not null && format is null) return IntakeProblems.UnknownFormat();
        if (!JsonRequest.IsJson(request)) return IntakeProblems.NotJson();

        var sender = context.User.Identity?.Name;
        var errors = new ValidationErrors();
        var idempotencyKey = IntakeRequest.IdempotencyKey(request, errors);
        if (errors.Any)
        {
            metrics.Rejected(format?.Name);
            logger.Refused(1, sender, 0);
            return Results.Problem(errors.ToProblem());
        }

        using var body = new RequestBody(context, memory, time);
        switch (await body.ReceiveAsync())
        {
            case BodyOutcome.TooSlow:
                context.Response.Headers.Connection = "close"; // or the server would go on reading the rest of it
                return IntakeProblems.TooSlow(context);
            case BodyOutcome.NoRoom:
                return IntakeProblems.NoRoom(context);
            case BodyOutcome.TooLarge:
                return IntakeProblems.TooLarge();
            case BodyOutcome.Incomplete:
                return IntakeProblems.Incomplete();
            case BodyOutcome.SenderGone:
                logger.SenderGone();
                return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }

        // Until the alerts are published: they are as large as the document.
        using var room = await memory.ReadAsync(body.Bytes, ReceptorLimits.RoomTimeout, context.RequestAborted);
        if (room is null) return IntakeProblems.NoRoom(context);

        var document = intake.Parse(body.Bytes, format, new Submission(sender, idempotencyKey));
        if (document.RefusedCount > 0) logger.Refused(document.RefusedCount, sender, document.Alerts.Count);
        if (document.Alerts.Count == 0) return Results.Problem(document.ToProblem());
        return await PublishAsync(document.Alerts) ? Accepted(document, request) : IntakeProblems.NotPublished(context);
    }

    private async Task<bool> PublishAsync(List<AlertReceived> alerts)
    {
        // Not the request's own token: a sender that hangs up now must not leave a batch half published.
        using var timeout = new CancellationTokenSource(ReceptorLimits.PublishTimeout, time);
        try
        {
            await intake.PublishAsync(alerts, timeout.Token);
            return true;
        }
        catch (Exception exception)
        {
            // Whatever it was, the alerts are not known to be safe, and the sender has to hear that.
            logger.NotPublished(exception, alerts.Count);
            return false;
        }
    }

    private IResult Accepted(ParsedDocument document, HttpRequest request)
    {
        var root = string.IsNullOrWhiteSpace(options.Value.PublicUrl)
            ? $"{request.Scheme}://{request.Host}{request.PathBase}"
            : options.Value.PublicUrl.TrimEnd('/');
        return Results.Json(
            new IntakeAnswer(
                [.. document.Alerts.Select(alert => new AcceptedAlert(alert.AlertId, alert.ReceiptId, $"{root}/reports/by-alert/{alert.AlertId}"))],
                document.Refused.Count == 0 ? null : [.. document.Refused.Select(one => new RejectedAlert(one.Index, one.Errors.ToProblem()))]),
            statusCode: StatusCodes.Status202Accepted);
    }
}
