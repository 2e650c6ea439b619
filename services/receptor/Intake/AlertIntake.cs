using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Receptor.Intake;

/// <summary>Makes alerts of a document and publishes them, whether it came by HTTP or from the queue.</summary>
internal sealed class AlertIntake(IAlertPublisher publisher, TimeProvider time, ReceptorMetrics metrics, ILogger<AlertIntake> logger)
{
    /// <summary>Parses a document: one alert, or an array of alerts.</summary>
    /// <param name="bytes">The document, which is changed where its escapes cannot be stored.</param>
    /// <param name="format">The format that the sender names; null to recognize it by the fields of each alert.</param>
    /// <param name="submission">Who sent it.</param>
    public ParsedDocument Parse(Memory<byte> bytes, AlertFormat? format, Submission submission)
    {
        var parsed = new ParsedDocument();
        using var json = DocumentJson.Parse(bytes, parsed.Errors);
        if (json is not null) Read(json.RootElement, format, submission, parsed);
        if (parsed.Errors.Any) metrics.Rejected(format?.Name);
        return parsed;
    }

    /// <summary>Publishes alerts; when it returns, they are safe.</summary>
    public async Task PublishAsync(IReadOnlyList<AlertReceived> alerts, CancellationToken cancellationToken)
    {
        await publisher.PublishAsync([.. alerts.DistinctBy(alert => alert.ReceiptId)], cancellationToken);
        foreach (var alert in alerts)
        {
            metrics.Accepted(alert.Alert.Source.Format);
            logger.Accepted(alert.AlertId, alert.Alert.Source.Sender, alert.Alert.Source.Format, alert.ReceiptId);
        }
    }

    private void Read(JsonElement root, AlertFormat? format, Submission submission, ParsedDocument parsed)
    {
        parsed.IsArray = root.ValueKind == JsonValueKind.Array;
        if (parsed.IsArray && root.GetArrayLength() is var length and (0 or > ReceptorLimits.AlertsPerRequest))
        {
            parsed.Errors.Add("$", $"must have 1 to {ReceptorLimits.AlertsPerRequest} alerts, has {length}");
            return;
        }

        JsonElement[] elements = parsed.IsArray ? [.. root.EnumerateArray()] : [root];
        var receivedAt = time.GetUtcNow();
        foreach (var (index, element) in elements.Index())
        {
            var errors = new ValidationErrors();
            if (ReadAlert(element, format, errors) is { } alert) parsed.Alerts.Add(Received(alert, submission, index, receivedAt));
            else parsed.Refused.Add((index, errors));
        }
    }

    private Alert? ReadAlert(JsonElement element, AlertFormat? named, ValidationErrors errors)
    {
        var isObject = element.ValueKind == JsonValueKind.Object;
        var format = named ?? (isObject ? AlertFormats.Of(element) : null);
        if (!isObject) errors.Add("$", "must be an object, one alert");
        else if (format is null) errors.Add("$", $"has the fields of no known format ({AlertFormats.Names})");
        else if (format.Read(element, errors) is { } alert && MessageSizeLimit.WithBody(alert, element, errors) is { } whole) return whole;

        metrics.Rejected(format?.Name);
        return null;
    }

    private static AlertReceived Received(Alert alert, Submission submission, int index, DateTimeOffset receivedAt)
    {
        var alertId = AlertId.Of(alert);
        return new AlertReceived
        {
            AlertId = alertId,
            // The product's own event id identifies this one alert whatever way it comes, and wherever it stands in a document. With the alert id, not the
            // sender: nobody keeps an event out by sending another alert under its id. A submission's key needs its sender and the place.
            ReceiptId = alert.Source.MessageId is { } eventId
                ? ReceiptId.Of(alertId, eventId, 0, receivedAt)
                : ReceiptId.Of(submission.Sender, submission.Key, index, receivedAt),
            Alert = alert with { Source = alert.Source with { Sender = submission.Sender, MessageId = alert.Source.MessageId ?? submission.Key } },
            ReceivedAt = receivedAt,
        };
    }
}
