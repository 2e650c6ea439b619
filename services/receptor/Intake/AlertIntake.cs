using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Receptor.Intake;

/// <summary>One request: read, map, check, publish, and only then answer.</summary>
internal sealed class AlertIntake(
    AlertReader reader,
    IAlertPublisher publisher,
    IOptions<ReceptorOptions> options,
    TimeProvider time,
    ReceptorMetrics metrics,
    ILogger<AlertIntake> logger)
{
    public async Task<IResult> ReceiveAsync(HttpContext context, string? formatName)
    {
        var format = formatName is null ? null : AlertFormats.Named(formatName);
        if (formatName is not null && format is null) return IntakeProblems.UnknownFormat();
        if (!IntakeRequest.HasJson(context.Request)) return IntakeProblems.NotJson();

        var faults = new Faults();
        var idempotencyKey = IntakeRequest.IdempotencyKey(context.Request, faults);
        if (faults.Any) return Refuse(faults, format, context.Request);

        Memory<byte> bytes;
        try
        {
            bytes = await IntakeRequest.ReadAsync(context.Request, context.RequestAborted);
        }
        catch (BadHttpRequestException exception)
        {
            return IntakeProblems.NotReadable(exception.StatusCode);
        }
        catch (Exception exception) when (exception is IOException || context.RequestAborted.IsCancellationRequested)
        {
            logger.SenderGone();
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }

        using var document = RequestJson.Parse(bytes, faults);
        return document is null ? Refuse(faults, format, context.Request) : await TakeAsync(document.RootElement, format, idempotencyKey, context.Request);
    }

    private async Task<IResult> TakeAsync(JsonElement root, AlertFormat? format, string? idempotencyKey, HttpRequest request)
    {
        var reading = reader.Read(root, format, new Sending(KeyName(request), idempotencyKey));
        if (reading.WholeFaults.Any || reading.Refused.Count > 0) logger.Refused(Math.Max(1, reading.Refused.Count), KeyName(request), reading.Alerts.Count);
        if (reading.Alerts.Count == 0) return Results.Problem(IntakeProblems.Of(reading));
        return await PublishAsync(reading.Alerts) ? Accepted(reading.Alerts, reading.Refused, request) : IntakeProblems.NotPublished(request.HttpContext);
    }

    private async Task<bool> PublishAsync(List<AlertReceived> alerts)
    {
        // Not the request's own token: a sender that hangs up now must not leave a batch half published.
        using var timeout = new CancellationTokenSource(ReceptorLimits.PublishTimeout, time);
        try
        {
            await publisher.PublishAsync([.. alerts.DistinctBy(alert => alert.ReceiptId)], timeout.Token);
            return true;
        }
        catch (Exception exception)
        {
            // Whatever it was, the alerts are not known to be safe, and the sender has to hear that.
            logger.NotPublished(exception, alerts.Count);
            return false;
        }
    }

    private IResult Accepted(List<AlertReceived> alerts, List<(int Index, Faults Faults)> refused, HttpRequest request)
    {
        foreach (var alert in alerts)
        {
            metrics.Accepted(alert.Alert.Source.Format);
            logger.Accepted(alert.AlertId, alert.Alert.Source.Sender, alert.Alert.Source.Format, alert.ReceiptId);
        }

        var root = string.IsNullOrWhiteSpace(options.Value.PublicUrl)
            ? $"{request.Scheme}://{request.Host}{request.PathBase}"
            : options.Value.PublicUrl.TrimEnd('/');
        return Results.Json(
            new IntakeAnswer(
                [.. alerts.Select(alert => new AcceptedAlert(alert.AlertId, alert.ReceiptId, $"{root}/reports/by-alert/{alert.AlertId}"))],
                refused.Count == 0 ? null : [.. refused.Select(one => new RejectedAlert(one.Index, IntakeProblems.Of(one.Faults)))]),
            statusCode: StatusCodes.Status202Accepted);
    }

    private IResult Refuse(Faults faults, AlertFormat? format, HttpRequest request)
    {
        metrics.Rejected(format?.Name);
        logger.Refused(1, KeyName(request), 0);
        return IntakeProblems.Refused(faults);
    }

    private static string? KeyName(HttpRequest request) => request.HttpContext.User.Identity?.Name;
}
