using System.Globalization;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using Amazon.SQS;
using MassTransit.Configuration;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>A queue and how it is received from.</summary>
internal sealed class ReceiveSettings(EndpointConfiguration configuration, string queueName, bool isTemporary)
{
    private static readonly TimeSpan DefaultVisibility = TimeSpan.FromSeconds(30); // as SQS has it

    public string QueueName { get; set; } = queueName;

    public bool Durable { get; set; } = !isTemporary;

    public bool AutoDelete { get; set; } = isTemporary;

    public ushort WaitTimeSeconds { get; set; } = AmazonSqsLimits.WaitTimeSeconds;

    public bool PurgeOnStartup { get; set; }

    public TimeSpan MaxVisibilityTimeout { get; set; } = AmazonSqsLimits.Visibility;

    public Func<CancellationToken, Task> BeforeReceive { get; set; } = _ => Task.CompletedTask;

    public Dictionary<string, object> QueueAttributes { get; } = [];

    public Dictionary<string, object> QueueSubscriptionAttributes { get; } = [];

    public Dictionary<string, string> QueueTags { get; } = [];

    /// <summary>Messages that may wait for a handler.</summary>
    public int PrefetchCount => configuration.PrefetchCount;

    /// <summary>Messages that are handled at a time.</summary>
    public int Handlers => configuration.ConcurrentMessageLimit ?? PrefetchCount;

    public bool IsTemporary => AutoDelete || !Durable;

    public TimeSpan VisibilityTimeout => QueueAttributes.TryGetValue(QueueAttributeName.VisibilityTimeout, out var value)
        && int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : DefaultVisibility;

    public QueueDefinition QueueIn(HostAddress host) => new(host.QueueName(QueueName), IsTemporary, QueueAttributes.AsText(), QueueTags);

    /// <summary>What is wrong with them, all at once.</summary>
    public IEnumerable<string> Validate(HostAddress host)
    {
        if (EntityNames.ErrorInQueueName(host.QueueName(QueueName)) is { } error) yield return error;
        if (WaitTimeSeconds > AmazonSqsLimits.WaitTimeSeconds)
            yield return $"WaitTimeSeconds is {WaitTimeSeconds}; SQS lets a poll wait from 0 to {AmazonSqsLimits.WaitTimeSeconds} seconds";
        if (PrefetchCount < 1) yield return $"PrefetchCount is {PrefetchCount}; it has to be 1 or more";
        if (Handlers < 1) yield return $"ConcurrentMessageLimit is {Handlers}; it has to be 1 or more";
        if (VisibilityTimeout < TimeSpan.FromSeconds(1) || VisibilityTimeout > AmazonSqsLimits.Visibility)
            yield return $"VisibilityTimeout is {VisibilityTimeout.TotalSeconds} s; it has to be from 1 to {AmazonSqsLimits.Visibility.TotalSeconds}";
        if (MaxVisibilityTimeout < VisibilityTimeout || MaxVisibilityTimeout > AmazonSqsLimits.Visibility)
            yield return $"MaxVisibilityTimeout is {MaxVisibilityTimeout}; it has to be from VisibilityTimeout ({VisibilityTimeout}) "
                + $"to {AmazonSqsLimits.Visibility}";
    }
}
