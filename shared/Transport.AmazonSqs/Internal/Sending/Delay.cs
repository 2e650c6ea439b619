using System.Globalization;
using Amazon.SQS.Model;

namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <summary>
/// Delays of any length: SQS delays 15 minutes at most, so a longer one says on the message until when it has to wait, and whoever
/// receives it early sends it on.
/// </summary>
internal static class Delay
{
    /// <summary>Delays a message that is about to be sent.</summary>
    public static void Apply(SendMessageBatchRequestEntry entry, TimeProvider time, DateTimeOffset deliverAt)
    {
        var rest = deliverAt - time.GetUtcNow();
        if (rest > AmazonSqsLimits.Delay)
        {
            entry.DelaySeconds = (int)AmazonSqsLimits.Delay.TotalSeconds;
            if (entry.MessageAttributes.Count >= AmazonSqsLimits.Attributes) entry.MessageAttributes.Remove(entry.MessageAttributes.Keys.Last());
            entry.MessageAttributes[MessageAttributes.DeliverAt] =
                MessageAttributes.ForQueue(deliverAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        }
        else
        {
            entry.DelaySeconds = (int)Math.Ceiling(Math.Max(0, rest.TotalSeconds)); // never early
            entry.MessageAttributes.Remove(MessageAttributes.DeliverAt);
        }
    }

    /// <summary>Reads until when a received message has to wait.</summary>
    /// <returns>Null when it is due.</returns>
    public static DateTimeOffset? DueLater(IReadOnlyDictionary<string, string> attributes, TimeProvider time) =>
        attributes.TryGetValue(MessageAttributes.DeliverAt, out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var deliverAt)
        && deliverAt > time.GetUtcNow()
            ? deliverAt
            : null;
}
