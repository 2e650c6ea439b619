using AlertResponder.Contracts;
using AlertResponder.Reviewer.Storage;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>An alert as aggregation can take it, whoever sent the message, and in whatever language. Pure.</summary>
internal static class ReadableAlert
{
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromDays(1);

    /// <summary>
    /// Brings an alert to a form that the rest can work with. Reports are known by the id as it is stored, and a sender whose clock runs far ahead
    /// opens no window there.
    /// </summary>
    /// <exception cref="FormatException">The alert lacks what its contract requires: the report that kept it could not be read any more.</exception>
    public static AlertReceived Of(AlertReceived received, DateTimeOffset now)
    {
        // A deserializer takes null for what is required.
        if (received is not { AlertId: not null, Alert: { Detector: not null, RuleId: not null, Title: not null, Source.Format: not null } alert })
            throw new FormatException("the alert lacks its id, detector, rule id, title or source");
        var attributes = alert.Attributes ?? [];
        if (attributes.Any(attribute => attribute is not { Type: not null, Value: not null }))
            throw new FormatException("an attribute of the alert lacks its type or value");

        var isWhole = alert.Attributes is not null && attributes.All(attribute => attribute.Context?.All(context => context is not null) == true);
        return received with
        {
            AlertId = IndexKey.Of(received.AlertId),
            ReceivedAt = received.ReceivedAt - now > MaxClockSkew ? now : received.ReceivedAt,
            Alert = isWhole ? alert : alert with
            {
                Attributes = [.. attributes.Select(attribute => attribute with { Context = [.. attribute.Context?.OfType<string>() ?? []] })],
            },
        };
    }
}
