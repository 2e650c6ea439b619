using System.Text;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.SimpleNotificationService.Model;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sns;

public sealed class When_a_topic_is_used(SharedServer server) : IDisposable
{
    private const string Unicode = "Übergröße & <b> \"quoted\" 100% + 日本語 😀\n\tend=";

    private readonly Clients _clients = new(server.Url);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task A_message_arrives_as_it_was_with_its_attributes()
    {
        var (topic, queue, _) = await SubscribedAsync();
        var published = await PublishAsync(topic, Unicode, ("Text", Unicode));

        published.Successful.Should().ContainSingle().Which.MessageId.Should().NotBeNullOrEmpty();
        var message = (await _clients.ReceiveAsync(queue)).Should().ContainSingle().Subject;
        message.Body.Should().Be(Unicode);
        message.MessageAttributes["Text"].StringValue.Should().Be(Unicode);
    }

    [Fact]
    public async Task Only_what_the_filter_policy_wants_arrives()
    {
        var (topic, queue, _) = await SubscribedAsync(("FilterPolicy", """{"Kind":["wanted"]}"""));
        foreach (var kind in (string[])["other", "wanted"])
            await PublishAsync(topic, kind, ("Kind", kind));

        (await _clients.ReceiveAsync(queue)).Should().ContainSingle().Which.Body.Should().Be("wanted");
    }

    [Fact]
    public async Task The_members_of_a_batch_succeed_and_fail_apart()
    {
        var (topic, queue, _) = await SubscribedAsync();
        var answer = await _clients.Sns.PublishBatchAsync(
            new()
            {
                TopicArn = topic,
                PublishBatchRequestEntries =
                [
                    new() { Id = "first", Message = "1", MessageAttributes = new() { ["Kind"] = Text("a&b") } },
                    new() { Id = "too-long", Message = new('x', 262_145) },
                    new() { Id = "last", Message = Unicode },
                ],
            },
            Cancelled);

        answer.Successful!.Select(entry => entry.Id).Should().Equal("first", "last");
        answer.Successful!.Should().OnlyContain(entry => entry.MessageId != null);
        answer.Failed.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Id = "too-long", Code = "InvalidParameter", Message = "Message too long", SenderFault = true });
        var messages = await _clients.ReceiveAsync(queue);
        messages.Select(message => message.Body).Should().BeEquivalentTo("1", Unicode);
        messages.Single(message => message.Body == "1").MessageAttributes["Kind"].StringValue.Should().Be("a&b");
    }

    [Fact]
    public async Task A_batch_without_failures_has_no_list_of_them()
    {
        var topic = await _clients.CreateTopicAsync();
        var answer = await _clients.Sns.PublishBatchAsync(
            new() { TopicArn = topic, PublishBatchRequestEntries = [new() { Id = "1", Message = "m" }] }, Cancelled);

        answer.Failed.Should().BeNull();
        answer.Successful.Should().ContainSingle();
    }

    [Fact]
    public async Task A_message_of_256_KiB_passes_and_one_byte_more_does_not()
    {
        var (topic, queue, _) = await SubscribedAsync();
        var longest = new string('€', 87_381) + "x";
        Encoding.UTF8.GetByteCount(longest).Should().Be(262_144);
        await PublishAsync(topic, longest);

        (await _clients.ReceiveAsync(queue)).Should().ContainSingle().Which.Body.Should().Be(longest);
        (await PublishAsync(topic, longest + "x")).Failed.Should().ContainSingle().Which.Code.Should().Be("InvalidParameter");
    }

    [Fact]
    public async Task Its_attributes_are_set_and_read()
    {
        var topic = await _clients.CreateTopicAsync();
        await _clients.Sns.SetTopicAttributesAsync(new() { TopicArn = topic, AttributeName = "DisplayName", AttributeValue = "A <b> & c" }, Cancelled);
        await _clients.Sns.TagResourceAsync(new() { ResourceArn = topic, Tags = [new() { Key = "owner", Value = "us" }] }, Cancelled);

        (await _clients.Raw.TopicAttributesAsync(topic)).Should().Contain("DisplayName", "A <b> & c");
    }

    [Fact]
    public async Task The_attributes_of_a_subscription_are_set_and_read()
    {
        var (_, _, subscription) = await SubscribedAsync();
        const string Policy = """{"Kind":["a","b"]}""";
        await _clients.Sns.SetSubscriptionAttributesAsync(
            new() { SubscriptionArn = subscription, AttributeName = "FilterPolicy", AttributeValue = Policy }, Cancelled);

        (await _clients.Raw.SubscriptionAttributesAsync(subscription))
            .Should().Contain("FilterPolicy", Policy).And.Contain("RawMessageDelivery", "true");
    }

    [Fact]
    public async Task Its_subscriptions_are_listed_page_by_page()
    {
        var topic = await _clients.CreateTopicAsync();
        var endpoints = Enumerable.Range(0, 120).Select(i => $"arn:aws:sqs:eu-central-1:000000000000:{topic.Split(':')[^1]}-{i}").ToList();
        foreach (var endpoint in endpoints) await _clients.Sns.SubscribeAsync(new() { TopicArn = topic, Protocol = "sqs", Endpoint = endpoint }, Cancelled);

        var pages = new List<ListSubscriptionsByTopicResponse>();
        do
        {
            pages.Add(await _clients.Sns.ListSubscriptionsByTopicAsync(new() { TopicArn = topic, NextToken = pages.LastOrDefault()?.NextToken }, Cancelled));
        }
        while (pages[^1].NextToken is not null);

        pages.Should().HaveCount(2);
        var subscriptions = pages.SelectMany(page => page.Subscriptions!).ToList();
        subscriptions.Select(subscription => subscription.Endpoint).Should().BeEquivalentTo(endpoints);
        subscriptions.Should().OnlyContain(
            subscription => subscription.TopicArn == topic && subscription.Protocol == "sqs" && subscription.SubscriptionArn != null);
    }

    [Fact]
    public async Task The_same_subscription_with_other_attributes_is_refused()
    {
        var (topic, queue, _) = await SubscribedAsync();
        var again = new SubscribeRequest
        {
            TopicArn = topic,
            Protocol = "sqs",
            Endpoint = await _clients.QueueArnAsync(queue),
            Attributes = new() { ["RawMessageDelivery"] = "false" },
        };

        await FluentActions.Awaiting(() => _clients.Sns.SubscribeAsync(again, Cancelled)).Should().ThrowAsync<InvalidParameterException>();
    }

    [Fact]
    public async Task Nothing_comes_after_the_subscription_has_ended()
    {
        var (topic, queue, subscription) = await SubscribedAsync();
        await _clients.Sns.UnsubscribeAsync(new() { SubscriptionArn = subscription }, Cancelled);
        await PublishAsync(topic, "too late");

        (await _clients.ReceiveAsync(queue)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_removed_topic_is_not_found()
    {
        var topic = await _clients.CreateTopicAsync();
        await _clients.Raw.DeleteTopicAsync(topic);

        await FluentActions.Awaiting(() => PublishAsync(topic, "m")).Should().ThrowAsync<NotFoundException>();
    }

    private Task<PublishBatchResponse> PublishAsync(string topic, string message, params (string Name, string Value)[] attributes) =>
        _clients.Sns.PublishBatchAsync(
            new()
            {
                TopicArn = topic,
                PublishBatchRequestEntries =
                    [new() { Id = "1", Message = message, MessageAttributes = attributes.ToDictionary(one => one.Name, one => Text(one.Value)) }],
            },
            Cancelled);

    private static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };

    private async Task<(string Topic, string Queue, string Subscription)> SubscribedAsync(params (string Name, string Value)[] attributes)
    {
        var topic = await _clients.CreateTopicAsync();
        var queue = await _clients.CreateQueueAsync();
        var request = new SubscribeRequest
        {
            TopicArn = topic,
            Protocol = "sqs",
            Endpoint = await _clients.QueueArnAsync(queue),
            Attributes = new(attributes.Select(attribute => KeyValuePair.Create(attribute.Name, attribute.Value))) { ["RawMessageDelivery"] = "true" },
            ReturnSubscriptionArn = true,
        };
        return (topic, queue, (await _clients.Sns.SubscribeAsync(request, Cancelled)).SubscriptionArn!);
    }
}
