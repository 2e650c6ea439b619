using System.Diagnostics.Metrics;

namespace AlertResponder.Transport.AmazonSqs.Internal;

/// <summary>
/// What MassTransit's own instruments do not tell of this transport. Each carries the queue's name as <c>messaging.destination.name</c>.
/// </summary>
internal static class Metrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AlertResponder.Transport.AmazonSqs";

    private const string QueueName = "messaging.destination.name";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "messaging.sqs.receive.batch_size", "{message}", "Messages that a poll returned");

    private static readonly Histogram<double> OldestAge = Meter.CreateHistogram<double>(
        "messaging.sqs.receive.oldest_age", "s", "Age of the oldest message that a poll returned");

    private static readonly Counter<long> Renewals = Meter.CreateCounter<long>(
        "messaging.sqs.lease.renewals", "{message}", "Messages whose visibility was renewed while they were handled");

    private static readonly Counter<long> Losses = Meter.CreateCounter<long>(
        "messaging.sqs.lease.losses", "{message}", "Messages that became visible to others while they were handled");

    public static void Received(string queue, int count) => BatchSize.Record(count, new KeyValuePair<string, object?>(QueueName, queue));

    public static void Oldest(string queue, TimeSpan age) => OldestAge.Record(age.TotalSeconds, new KeyValuePair<string, object?>(QueueName, queue));

    public static void Renewed(string queue, int count) => Renewals.Add(count, new KeyValuePair<string, object?>(QueueName, queue));

    public static void LeaseLost(string queue) => Losses.Add(1, new KeyValuePair<string, object?>(QueueName, queue));
}
