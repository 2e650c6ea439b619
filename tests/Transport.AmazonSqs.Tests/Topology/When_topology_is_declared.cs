using System.Text.Json.Nodes;
using AlertResponder.TestKit.SqsSns;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed class When_topology_is_declared : IAsyncDisposable
{
    private const string Topic = "AlertResponder_Transport_AmazonSqs_Tests_Topology-AlertRaised";

    private readonly Clients _clients;
    private readonly FaultyProxy _proxy;
    private readonly Heard<AlertRaised> _alerts = new();

    public When_topology_is_declared(SharedServer server)
    {
        _clients = new(server.Url);
        _proxy = FaultyProxy.Start(server.Url);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Queue_has_an_error_queue_retention_redrive_and_a_policy_for_its_topics()
    {
        await using var bus = await StartAsync();

        var queue = await _clients.AttributesAsync(bus.Name("alerts"));
        var errors = await _clients.AttributesAsync(bus.Name("alerts_error"));
        queue["MessageRetentionPeriod"].Should().Be("1209600");
        errors["MessageRetentionPeriod"].Should().Be("1209600");
        var redrive = JsonNode.Parse(queue["RedrivePolicy"])!;
        ((string?)redrive["deadLetterTargetArn"]).Should().Be(errors["QueueArn"]);
        $"{redrive["maxReceiveCount"]}".Should().Be("50");
        queue["Policy"].Should().Contain($":{bus.Name(Topic)}\"").And.Contain(queue["QueueArn"]);
        errors["Policy"].Should().Contain($":{bus.Name(Topic)}\"").And.Contain(errors["QueueArn"]);
        errors.Should().NotContainKey("RedrivePolicy");
    }

    [Fact]
    public async Task Subscription_delivers_raw_and_has_the_error_queue_for_what_it_cannot_deliver()
    {
        await using var bus = await StartAsync();

        var subscription = await _clients.SubscriptionAsync(bus.Name(Topic));
        subscription["RawMessageDelivery"].Should().Be("true");
        subscription["Protocol"].Should().Be("sqs");
        var errors = await _clients.AttributesAsync(bus.Name("alerts_error"));
        ((string?)JsonNode.Parse(subscription["RedrivePolicy"])!["deadLetterTargetArn"]).Should().Be(errors["QueueArn"]);
    }

    [Fact]
    public async Task Skipped_queue_is_made_with_the_first_skipped_message()
    {
        await using var bus = await StartAsync();
        (await _clients.HasQueueAsync(bus.Name("alerts_skipped"))).Should().BeFalse();

        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:alerts"));
        await endpoint.Send(new AlertClosed(1), Cancelled);

        await TestKit.Patiently.UntilAsync(() => _clients.HasQueueAsync(bus.Name("alerts_skipped")), "the skipped queue is there");
        (await _clients.TakeAsync(bus.Name("alerts_skipped"))).MessageAttributes.Should().ContainKeys("MT-Reason", "MT-Fault-InputAddress");
        (await _clients.AttributesAsync(bus.Name("alerts_skipped")))["MessageRetentionPeriod"].Should().Be("1209600");
    }

    [Fact]
    public async Task Start_on_existing_topology_takes_three_calls_a_queue_and_creates_nothing()
    {
        await using (var first = await StartAsync(scope: "calls")) await first.Bus.StopAsync(Cancelled);
        _proxy.ForgetRequests();

        await using var bus = await StartAsync(scope: "calls");

        Calls().Should().BeEquivalentTo(new Dictionary<string, int> { ["GetQueueUrl"] = 1, ["GetQueueAttributes"] = 1, ["Subscribe"] = 1 });
    }

    [Fact]
    public async Task Topic_and_queue_are_looked_up_once_however_many_are_sent()
    {
        await using var bus = await StartAsync(scope: "once");
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:others"));
        _proxy.ForgetRequests();

        await Task.WhenAll(Enumerable.Range(0, 30).SelectMany(number => (Task[])
            [bus.Bus.Publish(new AlertRaised(number), Cancelled), endpoint.Send(new AlertRaised(number), Cancelled)]));

        Calls()["CreateTopic"].Should().Be(1);
        Calls()["GetQueueUrl"].Should().Be(1);
        Calls()["CreateQueue"].Should().Be(1);
        Calls()["PublishBatch"].Should().BeLessThan(30);
        Calls()["SendMessageBatch"].Should().BeLessThan(30);
    }

    [Fact]
    public async Task Foreign_statement_of_a_queue_policy_survives()
    {
        const string Foreign = """{"Sid":"theirs","Effect":"Deny","Principal":"*","Action":"sqs:DeleteQueue","Resource":"*"}""";
        var url = await _clients.CreateQueueAsync("foreign_alerts");
        var policy = $$"""{"Version":"2012-10-17","Statement":[{{Foreign}}]}""";
        await _clients.Sqs.SetQueueAttributesAsync(url, new() { ["Policy"] = policy }, Cancelled);

        await using var bus = await StartAsync(scope: "foreign");

        var attributes = await _clients.AttributesAsync(bus.Name("alerts"));
        attributes["Policy"].Should().Contain("theirs").And.Contain($":{bus.Name(Topic)}\"");
        attributes.Should().ContainKey("RedrivePolicy", "a queue that another has made gets what it lacks");
    }

    [Fact]
    public async Task Changed_attributes_are_brought_into_line_and_others_are_left_alone()
    {
        await using (var first = await StartAsync(scope: "changed", configure: endpoint => endpoint.QueueAttributes["VisibilityTimeout"] = 40))
        {
            await _clients.Sqs.SetQueueAttributesAsync(await _clients.UrlAsync(first.Name("alerts")), new() { ["MaximumMessageSize"] = "200000" }, Cancelled);
        }

        await using var bus = await StartAsync(scope: "changed", configure: endpoint =>
        {
            endpoint.QueueAttributes["VisibilityTimeout"] = 50;
            endpoint.QueueAttributes["MessageRetentionPeriod"] = 1000;
        });

        var attributes = await _clients.AttributesAsync(bus.Name("alerts"));
        attributes["VisibilityTimeout"].Should().Be("50");
        attributes["MessageRetentionPeriod"].Should().Be("1000");
        attributes["MaximumMessageSize"].Should().Be("200000");
        Calls()["SetQueueAttributes"].Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Changed_subscription_is_brought_into_line()
    {
        await using (await StartAsync(scope: "subscribed")) { }

        await using var bus = await StartAsync(scope: "subscribed", configure: endpoint =>
            endpoint.Subscribe<AlertRaised>(subscription => subscription.TopicSubscriptionAttributes["FilterPolicy"] = """{"Tenant":["north"]}"""));

        (await _clients.SubscriptionAsync(bus.Name(Topic)))["FilterPolicy"].Should().Be("""{"Tenant":["north"]}""");
    }

    [Fact]
    public async Task Filter_policy_lets_through_what_it_names()
    {
        await using var bus = await StartAsync(configure: endpoint => endpoint.Subscribe<AlertRaised>(subscription =>
            subscription.TopicSubscriptionAttributes["FilterPolicy"] = """{"AttributeType":["ip","domain"]}"""));

        string[] types = ["ip", "hash", "domain"];
        for (var i = 0; i < types.Length; i++)
            await bus.Bus.Publish(new AlertRaised(i), context => context.Headers.Set("AttributeType", types[i]), Cancelled);
        await bus.Bus.Publish(new AlertRaised(9), Cancelled);
        await (await bus.Bus.GetSendEndpoint(new Uri("queue:alerts"))).Send(new AlertRaised(10), Cancelled);

        (await _alerts.ManyAsync(3)).Select(alert => alert.Message.Number).Order().Should().Equal(0, 2, 10);
    }

    [Fact]
    public async Task Attributes_of_all_subscriptions_of_a_queue_are_set_once()
    {
        await using var bus = await StartAsync(configure: endpoint =>
            endpoint.QueueSubscriptionAttributes["FilterPolicy"] = """{"Tenant":["north"]}""");

        (await _clients.SubscriptionAsync(bus.Name(Topic)))["FilterPolicy"].Should().Be("""{"Tenant":["north"]}""");
    }

    [Fact]
    public async Task Tags_are_given()
    {
        await using var bus = await TestBus.StartAsync(_proxy.Url, configure: (_, transport) =>
        {
            transport.Publish<AlertRaised>(topic =>
            {
                topic.TopicTags["owner"] = "soc";
                topic.TopicAttributes["DisplayName"] = "Alerts";
            });
            transport.Endpoint("alerts", endpoint =>
            {
                endpoint.QueueTags["owner"] = "soc";
                endpoint.Handler<AlertRaised>(_alerts.HearAsync);
            });
        });
        await bus.Bus.Publish(new AlertRaised(1), Cancelled);
        await _alerts.OneAsync();

        var tags = await _clients.Sqs.ListQueueTagsAsync(new() { QueueUrl = await _clients.UrlAsync(bus.Name("alerts")) }, Cancelled);
        tags.Tags.Should().Contain("owner", "soc");
        var arn = await _clients.TopicArnAsync(bus.Name(Topic));
        (await _clients.Raw.TopicAttributesAsync(arn))["DisplayName"].Should().Be("Alerts");
    }

    [Fact]
    public async Task Topic_has_the_entity_name_that_was_set()
    {
        await using var bus = await TestBus.StartAsync(_proxy.Url, configure: (_, transport) =>
        {
            transport.Message<AlertRaised>(message => message.SetEntityName("alert-raised"));
            transport.Endpoint("alerts", endpoint => endpoint.Handler<AlertRaised>(_alerts.HearAsync));
        });

        await bus.Bus.Publish(new AlertRaised(1), Cancelled);

        (await _alerts.OneAsync()).DestinationAddress!.AbsolutePath.Should().Be($"/{bus.Name("alert-raised")}");
        (await _clients.SubscriptionsAsync(bus.Name("alert-raised"))).Should().ContainSingle();
        (await _clients.SubscriptionsAsync(bus.Name(Topic))).Should().BeEmpty();
    }

    [Fact]
    public async Task Queue_is_subscribed_to_a_topic_by_its_name()
    {
        await using var bus = await TestBus.StartAsync(_proxy.Url, configure: (_, transport) =>
        {
            transport.Message<AlertRaised>(message => message.SetEntityName("alert-raised"));
            transport.Endpoint("alerts", endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.Subscribe("alert-raised");
                endpoint.Handler<AlertRaised>(_alerts.HearAsync);
            });
        });

        await bus.Bus.Publish(new AlertRaised(1), Cancelled);
        await (await bus.Bus.GetSendEndpoint(new Uri("topic:alert-raised"))).Send(new AlertRaised(2), Cancelled);

        await _alerts.ManyAsync(2);
    }

    [Fact]
    public async Task Endpoint_without_consume_topology_is_subscribed_to_nothing()
    {
        await using var bus = await StartAsync(configure: endpoint => endpoint.ConfigureConsumeTopology = false);

        (await _clients.SubscriptionsAsync(bus.Name(Topic))).Should().BeEmpty();
        (await _clients.AttributesAsync(bus.Name("alerts"))).Should().NotContainKey("Policy");
    }

    private Dictionary<string, int> Calls() => _proxy.Requests.Where(request => request.Key != "ReceiveMessage").ToDictionary();

    private Task<TestBus> StartAsync(Action<IAmazonSqsReceiveEndpointConfigurator>? configure = null, string? scope = null) =>
        TestBus.StartAsync(
            _proxy.Url,
            configure: (_, transport) => transport.Endpoint("alerts", endpoint =>
            {
                configure?.Invoke(endpoint);
                endpoint.Handler<AlertRaised>(_alerts.HearAsync);
            }),
            scope: scope);
}
