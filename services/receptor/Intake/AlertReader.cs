using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Intake;

/// <summary>Makes alerts of a document, whichever door it came in by.</summary>
internal sealed class AlertReader(TimeProvider time, ReceptorMetrics metrics)
{
    /// <summary>Reads a document.</summary>
    /// <param name="root">One alert, or an array of alerts.</param>
    /// <param name="format">The form that it is said to have; null when its fields tell.</param>
    /// <param name="sending">Who sent it, and what names this one sending.</param>
    public AlertReading Read(JsonElement root, AlertFormat? format, Sending sending)
    {
        var isArray = root.ValueKind == JsonValueKind.Array;
        var reading = new AlertReading(isArray);
        if (isArray && root.GetArrayLength() is var length and (0 or > ReceptorLimits.AlertsPerRequest))
        {
            reading.WholeFaults.Add("$", $"must have 1 to {ReceptorLimits.AlertsPerRequest} alerts, has {length}");
            metrics.Rejected(format?.Name);
            return reading;
        }

        JsonElement[] elements = isArray ? [.. root.EnumerateArray()] : [root];
        var receivedAt = time.GetUtcNow();
        for (var index = 0; index < elements.Length; index++)
        {
            var faults = new Faults();
            if (Read(elements[index], format, faults) is { } alert) reading.Alerts.Add(Received(alert, sending, index, receivedAt));
            else reading.Refused.Add((index, faults));
        }

        return reading;
    }

    private Alert? Read(JsonElement element, AlertFormat? forced, Faults faults)
    {
        var isObject = element.ValueKind == JsonValueKind.Object;
        var format = forced ?? (isObject ? AlertFormats.Of(element) : null);
        if (!isObject) faults.Add("$", "must be an object, one alert");
        else if (format is null) faults.Add("$", $"has the fields of no known form ({AlertFormats.Names})");
        else if (format.Read(element, faults) is { } alert && AlertFit.WithBody(alert, element, faults) is { } whole) return whole;

        metrics.Rejected(format?.Name);
        return null;
    }

    private static AlertReceived Received(Alert alert, Sending sending, int index, DateTimeOffset receivedAt) => new()
    {
        AlertId = AlertId.Of(alert),
        // The sender's own message id names this one alert wherever it stands in the document; a sending's key needs the place.
        ReceiptId = sending.Key is null
            ? Receipt.Of(sending.Sender, alert.Source.MessageId, 0, receivedAt)
            : Receipt.Of(sending.Sender, sending.Key, index, receivedAt),
        Alert = alert with { Source = alert.Source with { Sender = sending.Sender, MessageId = alert.Source.MessageId ?? sending.Key } },
        ReceivedAt = receivedAt,
    };
}
