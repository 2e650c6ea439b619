using System.Text.Json;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using InvalidParameterException = Amazon.SimpleNotificationService.Model.InvalidParameterException;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>
/// Brings queues, topics and subscriptions into being, in the order in which nothing can get lost: error queue, queue, policy,
/// subscription. Does nothing twice: what stands costs a queue two calls and each of its subscriptions one.
/// </summary>
/// <param name="sqs">Client of SQS.</param>
/// <param name="sns">Client of SNS.</param>
/// <param name="region">System name of the region.</param>
/// <param name="create">False: only looks up what another has made, and needs no permission to create.</param>
/// <param name="accountId">The account, when it is known before any queue tells it.</param>
/// <param name="time">Clock of the pauses.</param>
internal sealed class TopologyDeclarer(
    IAmazonSQS sqs, AmazonSimpleNotificationServiceClient sns, string region, bool create, string? accountId, TimeProvider time)
{
    private const int MaxTurns = 5;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    private readonly QueueDeclarer _queues = new(sqs);
    private string? _accountId = accountId;

    /// <summary>Makes sure of a receive endpoint's queue and its subscriptions.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="subscriptions">Its subscriptions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="isAgain">Whether it stood before, so that those who publish to its topics may be making them again, too.</param>
    /// <returns>URL of the queue.</returns>
    /// <exception cref="AmazonSqsTransportException">It is not there, and creating is switched off.</exception>
    public async Task<string> DeclareQueueAsync(
        QueueDefinition queue, IReadOnlyCollection<SubscriptionDefinition> subscriptions, CancellationToken cancellationToken, bool isAgain = false)
    {
        if (!create) return await FindQueueAsync(queue.Name, cancellationToken).ConfigureAwait(false);

        var topics = subscriptions.Select(subscription => subscription.Topic.Name).ToList();
        var declared = await _queues.DeclareAsync(queue, topics, cancellationToken).ConfigureAwait(false);
        foreach (var subscription in subscriptions)
            await SubscribeAsync(declared, queue, subscription, isAgain, cancellationToken).ConfigureAwait(false);
        return declared.Url;
    }

    /// <summary>Makes sure that a queue of another process hears a topic; where nothing may be created, looks that it does.</summary>
    /// <exception cref="AmazonSqsTransportException">It does not, and creating is switched off.</exception>
    public async Task DeclareRouteAsync(QueueDefinition queue, SubscriptionDefinition subscription, CancellationToken cancellationToken)
    {
        await DeclareQueueAsync(queue, [subscription], cancellationToken).ConfigureAwait(false);
        if (create) return;

        var topicArn = ArnOf(subscription.Topic);
        if (!await IsSubscribedAsync(topicArn, queue.Name, cancellationToken).ConfigureAwait(false))
            throw new AmazonSqsTransportException(
                $"The queue '{queue.Name}' is not subscribed to the topic {topicArn}, and this process may not subscribe it: deploy the topology first, "
                + "or leave CreateTopology on");
    }

    /// <summary>Makes sure of a queue that is only sent to. Its endpoint adds what it wants of it.</summary>
    /// <returns>URL of the queue.</returns>
    public async Task<string> DeclareDestinationAsync(string name, bool isTemporary, CancellationToken cancellationToken) =>
        create && !isTemporary
            ? await _queues.DeclareDestinationAsync(name, cancellationToken).ConfigureAwait(false)
            : await FindQueueAsync(name, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes sure of a topic.</summary>
    /// <returns>ARN of the topic.</returns>
    public async Task<string> DeclareTopicAsync(TopicDefinition topic, CancellationToken cancellationToken)
    {
        if (!create) return ArnOf(topic);

        try
        {
            var request = new CreateTopicRequest
            {
                Name = topic.Name,
                Attributes = new Dictionary<string, string>(topic.Attributes),
                Tags = [.. topic.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
            };
            return (await sns.CreateTopicAsync(request, cancellationToken).ConfigureAwait(false)).TopicArn!;
        }
        catch (InvalidParameterException exception) when (SaysDifferent(exception))
        {
            return await ChangeTopicAsync(topic, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a temporary queue and its subscriptions away.</summary>
    public async Task RemoveQueueAsync(string url, IReadOnlyCollection<SubscriptionDefinition> subscriptions, CancellationToken cancellationToken)
    {
        if (subscriptions.Count > 0)
        {
            var arn = await _queues.ArnOfAsync(url, cancellationToken).ConfigureAwait(false);
            foreach (var topicArn in subscriptions.Select(subscription => Arn.OfTopic(arn, subscription.Topic.Name)))
            {
                if (await FindSubscriptionAsync(topicArn, arn, cancellationToken).ConfigureAwait(false) is { } subscription)
                    await sns.UnsubscribeAsync(new UnsubscribeRequest { SubscriptionArn = subscription }, cancellationToken).ConfigureAwait(false);
            }
        }

        await sqs.DeleteQueueAsync(url, cancellationToken).ConfigureAwait(false);
    }

    private async Task SubscribeAsync(
        DeclaredQueue declared, QueueDefinition queue, SubscriptionDefinition subscription, bool isAgain, CancellationToken cancellationToken)
    {
        if (subscription.Topic.Attributes.Count > 0 || subscription.Topic.Tags.Count > 0)
            await DeclareTopicAsync(subscription.Topic, cancellationToken).ConfigureAwait(false);

        var request = new SubscribeRequest
        {
            TopicArn = Arn.OfTopic(declared.Arn, subscription.Topic.Name),
            Protocol = "sqs",
            Endpoint = declared.Arn,
            Attributes = AttributesOf(declared, queue, subscription),
            ReturnSubscriptionArn = true,
        };
        try
        {
            await sns.SubscribeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            if (isAgain && await IsMadeByPublisherAsync(request, cancellationToken).ConfigureAwait(false)) return;

            await DeclareTopicAsync(subscription.Topic, cancellationToken).ConfigureAwait(false);
            await sns.SubscribeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidParameterException exception) when (SaysDifferent(exception))
        {
            await ChangeSubscriptionAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Leaves it to another process for a moment to make a topic that was deleted: one that publishes to it makes the subscription before it
    /// publishes again. Made here, the topic would take messages of that process until it is subscribed to, and deliver them to nobody.
    /// </summary>
    private async Task<bool> IsMadeByPublisherAsync(SubscribeRequest request, CancellationToken cancellationToken)
    {
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            await Task.Delay(Turn, time, cancellationToken).ConfigureAwait(false);
            try
            {
                await sns.SubscribeAsync(request, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (NotFoundException)
            {
                // Not yet.
            }
        }

        return false;
    }

    private static Dictionary<string, string> AttributesOf(DeclaredQueue declared, QueueDefinition queue, SubscriptionDefinition subscription)
    {
        var attributes = new Dictionary<string, string> { ["RawMessageDelivery"] = "true" };
        if (!queue.IsTemporary)
            attributes["RedrivePolicy"] = JsonSerializer.Serialize(new { deadLetterTargetArn = declared.Arn + EntityNames.ErrorSuffix });
        foreach (var (name, value) in subscription.Attributes) attributes[name] = value;
        return attributes;
    }

    private async Task ChangeSubscriptionAsync(SubscribeRequest request, CancellationToken cancellationToken)
    {
        var subscription = await FindSubscriptionAsync(request.TopicArn!, request.Endpoint!, cancellationToken).ConfigureAwait(false)
            ?? throw new AmazonSqsTransportException(
                $"SNS says that {request.Endpoint} is subscribed to {request.TopicArn} with other attributes, but does not list it: "
                + "look at the subscription, and remove it if it is not wanted");
        foreach (var (name, value) in request.Attributes!)
        {
            var change = new SetSubscriptionAttributesRequest { SubscriptionArn = subscription, AttributeName = name, AttributeValue = value };
            await sns.SetSubscriptionAttributesAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsSubscribedAsync(string topicArn, string queueName, CancellationToken cancellationToken)
    {
        try
        {
            var queueArn = Arn.OfQueueBeside(topicArn, queueName);
            return await FindSubscriptionAsync(topicArn, queueArn, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private async Task<string?> FindSubscriptionAsync(string topicArn, string queueArn, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var request = new ListSubscriptionsByTopicRequest { TopicArn = topicArn, NextToken = next };
            var page = await sns.ListSubscriptionsByTopicAsync(request, cancellationToken).ConfigureAwait(false);
            if (page.Subscriptions?.FirstOrDefault(subscription => subscription.Endpoint == queueArn) is { } found) return found.SubscriptionArn;

            next = page.NextToken;
        }
        while (next is not null);
        return null;
    }

    private async Task<string> ChangeTopicAsync(TopicDefinition topic, CancellationToken cancellationToken)
    {
        var existing = await sns.CreateTopicAsync(new CreateTopicRequest { Name = topic.Name }, cancellationToken).ConfigureAwait(false);
        var arn = existing.TopicArn!;
        foreach (var (name, value) in topic.Attributes)
        {
            var change = new SetTopicAttributesRequest { TopicArn = arn, AttributeName = name, AttributeValue = value };
            await sns.SetTopicAttributesAsync(change, cancellationToken).ConfigureAwait(false);
        }

        if (topic.Tags.Count == 0) return arn;

        var tags = topic.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value }).ToList();
        await sns.TagResourceAsync(new TagResourceRequest { ResourceArn = arn, Tags = tags }, cancellationToken).ConfigureAwait(false);
        return arn;
    }

    private async Task<string> FindQueueAsync(string name, CancellationToken cancellationToken)
    {
        var url = await _queues.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new QueueMissingException(create
            ? $"The temporary queue '{name}' does not exist: the process that received from it has stopped"
            : $"The queue '{name}' does not exist, and this process may not create it: deploy the topology first, or leave CreateTopology on");
        _accountId ??= Arn.AccountOfQueueUrl(url);
        return url;
    }

    private string ArnOf(TopicDefinition topic) => _accountId is { } account
        ? Arn.OfTopic(region, account, topic.Name)
        : throw new AmazonSqsTransportException(
            $"The ARN of topic '{topic.Name}' is not known: this process may not create topics, and no queue of its own tells the account. "
            + "Set AccountId beside CreateTopology=false");

    private static bool SaysDifferent(InvalidParameterException exception) =>
        exception.Message.Contains("already exists with different", StringComparison.OrdinalIgnoreCase);
}
