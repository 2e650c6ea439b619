using System.Globalization;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>Brings queues into being: each with its error queue, 14 days of retention, and a policy that lets its topics deliver.</summary>
internal sealed class QueueDeclarer(IAmazonSQS sqs)
{
    /// <summary>Receives before a message is moved away: a process that dies on it never gets to say that it failed.</summary>
    private const int MaxReceiveCount = 50;

    /// <summary>Makes sure of a queue, its error queue, and that topics of the same account may deliver to both.</summary>
    public async Task<DeclaredQueue> DeclareAsync(QueueDefinition queue, IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        if (await FindAsync(queue.Name, cancellationToken).ConfigureAwait(false) is { } url)
            return await BringIntoLineAsync(url, queue, topics, cancellationToken).ConfigureAwait(false);

        var attributes = new Dictionary<string, string> { [QueueAttributeName.MessageRetentionPeriod] = Retention };
        if (!queue.IsTemporary)
        {
            var errors = await DeclareErrorQueueAsync(queue.Name, topics, cancellationToken).ConfigureAwait(false);
            attributes[QueueAttributeName.RedrivePolicy] = RedrivePolicy(errors.Arn);
            if (topics.Count > 0)
                attributes[QueueAttributeName.Policy] = PolicyFor(Arn.OfQueue(errors.Arn, queue.Name), policy: null, topics)!;
        }

        foreach (var (name, value) in queue.Attributes) attributes[name] = value;
        url = await CreateAsync(queue, attributes, cancellationToken).ConfigureAwait(false);
        return await BringIntoLineAsync(url, queue, topics, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes sure of a queue that is only sent to.</summary>
    public async Task<string> DeclareDestinationAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken).ConfigureAwait(false)
        ?? await CreateAsync(
            QueueDefinition.Named(name), new() { [QueueAttributeName.MessageRetentionPeriod] = Retention }, cancellationToken).ConfigureAwait(false);

    /// <returns>URL of the queue; null when there is none.</returns>
    public async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await sqs.GetQueueUrlAsync(name, cancellationToken).ConfigureAwait(false)).QueueUrl;
        }
        catch (QueueDoesNotExistException)
        {
            return null;
        }
    }

    /// <summary>Asks for a queue's ARN.</summary>
    public async Task<string> ArnOfAsync(string url, CancellationToken cancellationToken) =>
        (await sqs.GetQueueAttributesAsync(url, [QueueAttributeName.QueueArn], cancellationToken).ConfigureAwait(false)).QueueARN;

    private static string Retention => AmazonSqsLimits.RetentionSeconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>Changes of an existing queue what differs, and nothing else.</summary>
    private async Task<DeclaredQueue> BringIntoLineAsync(
        string url, QueueDefinition queue, IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        List<string> names = [QueueAttributeName.QueueArn, QueueAttributeName.Policy, QueueAttributeName.RedrivePolicy, .. queue.Attributes.Keys];
        var answer = await sqs.GetQueueAttributesAsync(url, names, cancellationToken).ConfigureAwait(false);
        var existing = answer.Attributes;
        var declared = new DeclaredQueue(url, answer.QueueARN);

        var changes = queue.Attributes.Where(wanted => existing.GetValueOrDefault(wanted.Key) != wanted.Value).ToDictionary();
        var policy = PolicyFor(declared.Arn, existing.GetValueOrDefault(QueueAttributeName.Policy), topics);
        if (policy is not null) changes.TryAdd(QueueAttributeName.Policy, policy);
        if (!queue.IsTemporary && (policy is not null || !existing.ContainsKey(QueueAttributeName.RedrivePolicy)))
        {
            var errors = await DeclareErrorQueueAsync(queue.Name, topics, cancellationToken).ConfigureAwait(false);
            if (!existing.ContainsKey(QueueAttributeName.RedrivePolicy)) changes.TryAdd(QueueAttributeName.RedrivePolicy, RedrivePolicy(errors.Arn));
        }

        if (changes.Count > 0) await sqs.SetQueueAttributesAsync(url, changes, cancellationToken).ConfigureAwait(false);
        return declared;
    }

    /// <summary>The error queue takes what its queue gave up, and what a topic could not deliver to it.</summary>
    private async Task<DeclaredQueue> DeclareErrorQueueAsync(string name, IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        var url = await DeclareDestinationAsync(name + EntityNames.ErrorSuffix, cancellationToken).ConfigureAwait(false);
        List<string> names = [QueueAttributeName.QueueArn, QueueAttributeName.Policy];
        var answer = await sqs.GetQueueAttributesAsync(url, names, cancellationToken).ConfigureAwait(false);
        if (PolicyFor(answer.QueueARN, answer.Policy, topics) is { } policy)
            await sqs.SetQueueAttributesAsync(url, new() { [QueueAttributeName.Policy] = policy }, cancellationToken).ConfigureAwait(false);
        return new DeclaredQueue(url, answer.QueueARN);
    }

    private async Task<string> CreateAsync(QueueDefinition queue, Dictionary<string, string> attributes, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CreateQueueRequest { QueueName = queue.Name, Attributes = attributes, Tags = new Dictionary<string, string>(queue.Tags) };
            return (await sqs.CreateQueueAsync(request, cancellationToken).ConfigureAwait(false)).QueueUrl;
        }
        catch (QueueNameExistsException)
        {
            // Another process was faster and wants other attributes: what each needs is set on the queue that stands.
            return (await sqs.GetQueueUrlAsync(queue.Name, cancellationToken).ConfigureAwait(false)).QueueUrl;
        }
    }

    private static string? PolicyFor(string queueArn, string? policy, IReadOnlyCollection<string> topics) =>
        topics.Count == 0 ? null : QueuePolicy.Allow(policy, queueArn, [.. topics.Select(topic => Arn.OfTopic(queueArn, topic))]);

    private static string RedrivePolicy(string errorQueueArn) =>
        JsonSerializer.Serialize(new { deadLetterTargetArn = errorQueueArn, maxReceiveCount = MaxReceiveCount });
}
