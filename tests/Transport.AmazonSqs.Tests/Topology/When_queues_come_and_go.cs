using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed class When_queues_come_and_go(SharedServer server) : IDisposable
{
    private const string Topic = "AlertResponder_Transport_AmazonSqs_Tests_Topology-AlertRaised";

    private readonly Clients _clients = new(server.Url);
    private readonly Heard<AlertRaised> _alerts = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task What_is_published_before_the_consumer_ever_started_is_not_lost()
    {
        await using var publisher = await TestBus.StartAsync(
            server.Url, configure: (_, transport) => transport.Publish<AlertRaised>(topic => topic.SubscribeQueue("alerts")));
        await publisher.Bus.Publish(new AlertRaised(1), Cancelled);

        await using var consumer = await StartAsync(scope: publisher.Scope);

        (await _alerts.OneAsync()).Message.Number.Should().Be(1);
        (await _clients.SubscriptionsAsync(publisher.Name(Topic))).Should().ContainSingle();
    }

    [Fact]
    public async Task Subscription_with_a_filter_keeps_it_when_the_publisher_names_the_queue()
    {
        await using var consumer = await StartAsync(endpoint => endpoint.Subscribe<AlertRaised>(subscription =>
            subscription.TopicSubscriptionAttributes["FilterPolicy"] = """{"Tenant":["north"]}"""));

        await using var publisher = await TestBus.StartAsync(
            server.Url, configure: (_, transport) => transport.Publish<AlertRaised>(topic => topic.SubscribeQueue("alerts")), scope: consumer.Scope);
        await publisher.Bus.Publish(new AlertRaised(1), context => context.Headers.Set("Tenant", "north"), Cancelled);

        await _alerts.OneAsync();
        (await _clients.SubscriptionAsync(consumer.Name(Topic)))["FilterPolicy"].Should().Contain("north");
    }

    [Fact]
    public async Task Temporary_queue_is_removed_at_stop_with_its_subscription_and_its_error_queue()
    {
        var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) => transport.Endpoint("alerts", endpoint =>
        {
            endpoint.AutoDelete = true;
            endpoint.Handler<AlertRaised>(_ => throw new InvalidOperationException("fails"));
        }));
        await using (bus)
        {
            await bus.Bus.Publish(new AlertRaised(1), Cancelled);
            await _clients.TakeAsync(bus.Name("alerts_error"));
            (await _clients.AttributesAsync(bus.Name("alerts"))).Should().NotContainKey("RedrivePolicy");
        }

        (await _clients.HasQueueAsync(bus.Name("alerts"))).Should().BeFalse();
        (await _clients.HasQueueAsync(bus.Name("alerts_error"))).Should().BeFalse();
        (await _clients.SubscriptionsAsync(bus.Name(Topic))).Should().BeEmpty();
    }

    [Fact]
    public async Task Durable_queue_stays_at_stop()
    {
        var bus = await StartAsync();
        await bus.DisposeAsync();

        (await _clients.HasQueueAsync(bus.Name("alerts"))).Should().BeTrue();
        (await _clients.SubscriptionsAsync(bus.Name(Topic))).Should().ContainSingle();
    }

    [Fact]
    public async Task Queue_of_answers_is_there_while_the_bus_runs_only()
    {
        var bus = await TestBus.StartAsync(
            server.Url,
            register => register.AddRequestClient<AlertRaised>(new Uri("queue:alerts")),
            (_, transport) => transport.Endpoint("alerts", endpoint =>
                endpoint.Handler<AlertRaised>(context => context.RespondAsync(new AlertClosed(context.Message.Number)))));
        await using (bus)
        {
            using var scope = bus.Services.CreateScope();
            var client = scope.ServiceProvider.GetRequiredService<IRequestClient<AlertRaised>>();
            (await client.GetResponse<AlertClosed>(new AlertRaised(1), Cancelled)).Message.Number.Should().Be(1);
            (await QueuesAsync(bus)).Should().HaveCount(3, "the queue, its error queue and the queue of answers");
        }

        (await QueuesAsync(bus)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Answer_to_one_who_is_gone_makes_no_queue()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, _) => { });
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri($"amazonsqs://eu-central-1/{bus.Scope}/gone?temporary=true"));

        var sending = () => endpoint.Send(new AlertClosed(1), Cancelled);

        await sending.Should().ThrowAsync<AmazonSqsTransportException>();
        (await _clients.HasQueueAsync(bus.Name("gone"))).Should().BeFalse();
    }

    [Fact]
    public async Task Failed_request_of_one_who_is_gone_is_in_the_error_queue_with_its_reason()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) => transport.Endpoint("alerts", endpoint =>
            endpoint.Handler<AlertRaised>(_ => throw new InvalidOperationException("fails"))));
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:alerts"));

        await endpoint.Send(
            new AlertRaised(1),
            context =>
            {
                context.RequestId = NewId.NextGuid();
                context.ResponseAddress = new Uri($"amazonsqs://eu-central-1/{bus.Scope}/gone?temporary=true");
            },
            Cancelled);

        (await _clients.TakeAsync(bus.Name("alerts_error"))).MessageAttributes["MT-Fault-Message"].StringValue.Should().Be("fails");
        (await _clients.HasQueueAsync(bus.Name("gone"))).Should().BeFalse();
    }

    [Fact]
    public async Task Purged_queue_is_empty_at_start()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, _) => { });
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:alerts"));
        await endpoint.Send(new AlertRaised(1), Cancelled);

        await using var consumer = await StartAsync(endpoint => endpoint.PurgeOnStartup = true, bus.Scope);
        await endpoint.Send(new AlertRaised(2), Cancelled);

        (await _alerts.ManyAsync(1)).Select(alert => alert.Message.Number).Should().Equal(2);
    }

    [Fact]
    public async Task Bus_that_only_deploys_makes_everything_and_consumes_nothing()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) =>
        {
            transport.DeployTopologyOnly = true;
            transport.Endpoint("alerts", endpoint => endpoint.Handler<AlertRaised>(_alerts.HearAsync));
        });
        await _clients.SendAsync(await _clients.UrlAsync(bus.Name("alerts")), "stays");

        (await _clients.SubscriptionsAsync(bus.Name(Topic))).Should().ContainSingle();
        (await _clients.TakeAsync(bus.Name("alerts"))).Body.Should().Be("stays");
    }

    [Fact]
    public async Task Topics_that_are_published_to_are_made_at_start_when_they_shall_be()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) =>
        {
            transport.DeployPublishTopology = true;
            transport.Publish<AlertRaised>(topic => topic.SubscribeQueue("alerts"));
            transport.Publish<AlertClosed>(topic => topic.Exclude = true);
        });

        (await _clients.SubscriptionsAsync(bus.Name(Topic))).Should().ContainSingle();
        (await _clients.HasQueueAsync(bus.Name("alerts"))).Should().BeTrue();
    }

    [Fact]
    public async Task Two_scopes_never_meet()
    {
        var others = new Heard<AlertRaised>();
        await using var first = await StartAsync();
        await using var second = await TestBus.StartAsync(
            server.Url, configure: (_, transport) => transport.Endpoint("alerts", endpoint => endpoint.Handler<AlertRaised>(others.HearAsync)));

        await first.Bus.Publish(new AlertRaised(1), Cancelled);
        await (await first.Bus.GetSendEndpoint(new Uri("queue:alerts"))).Send(new AlertRaised(2), Cancelled);
        await _alerts.ManyAsync(2);
        await second.Bus.Publish(new AlertRaised(3), Cancelled);
        await others.OneAsync();

        _alerts.Messages.Select(alert => alert.Number).Order().Should().Equal(1, 2);
        others.Messages.Select(alert => alert.Number).Should().Equal(3);
    }

    private async Task<IReadOnlyList<string>> QueuesAsync(TestBus bus) =>
        (await _clients.Sqs.ListQueuesAsync(bus.Scope, Cancelled)).QueueUrls ?? [];

    private Task<TestBus> StartAsync(Action<IAmazonSqsReceiveEndpointConfigurator>? configure = null, string? scope = null) =>
        TestBus.StartAsync(
            server.Url,
            configure: (_, transport) => transport.Endpoint("alerts", endpoint =>
            {
                configure?.Invoke(endpoint);
                endpoint.Handler<AlertRaised>(_alerts.HearAsync);
            }),
            scope: scope);
}
