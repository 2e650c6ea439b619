using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Wire;

/// <summary>What SQS and SNS cannot do is told, or done in another way.</summary>
public sealed class When_messages_are_large_or_late(SharedServer server) : IDisposable
{
    private readonly Clients _clients = new(server.Url);
    private readonly Heard<OrderPlaced> _orders = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task Message_that_SNS_does_not_take_is_refused_and_the_others_arrive()
    {
        await using var bus = await StartAsync();

        var small = Enumerable.Range(0, 5).Select(number => bus.Bus.Publish(new OrderPlaced(number, "small"), Cancelled)).ToList();
        var publishing = () => bus.Bus.Publish(new OrderPlaced(5, new string('x', 262_144)), Cancelled);
        (await publishing.Should().ThrowAsync<Exception>()).WithMessage("*bytes with its attributes; at most 262144 are allowed*");
        small.Add(bus.Bus.Publish(new OrderPlaced(6, "small"), Cancelled));
        await Task.WhenAll(small);

        (await _orders.ManyAsync(6)).Select(order => order.Message.Number).Order().Should().Equal(0, 1, 2, 3, 4, 6);
    }

    [Fact]
    public async Task Message_that_SQS_does_not_take_is_refused_with_its_size_and_the_limit()
    {
        await using var bus = await StartAsync();
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:orders"));

        var sending = () => endpoint.Send(new OrderPlaced(5, new string('x', 1_048_576)), Cancelled);

        (await sending.Should().ThrowAsync<Exception>()).WithMessage("*bytes with its attributes; at most 1048576 are allowed*");
    }

    [Fact]
    public async Task Consumer_whose_publish_is_too_large_fails_and_its_message_is_in_the_error_queue()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) => transport.Endpoint("orders", endpoint =>
            endpoint.Handler<OrderPlaced>(context => context.Publish(new Large(new string('x', 300_000))))));

        await bus.Bus.Publish(new OrderPlaced(1, "Zoë"), Cancelled);

        (await _clients.TakeAsync(bus.Name("orders_error"))).MessageAttributes["MT-Fault-Message"].StringValue.Should().Contain("262144");
    }

    [Fact]
    public async Task Failed_message_whose_fault_is_too_large_to_be_published_is_in_the_error_queue()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) => transport.Endpoint("orders", endpoint =>
            endpoint.Handler<OrderPlaced>(_ => throw new InvalidOperationException("fails"))));
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:orders"));

        await endpoint.Send(new OrderPlaced(1, new string('x', 600_000)), Cancelled);

        (await _clients.TakeAsync(bus.Name("orders_error"))).MessageAttributes["MT-Fault-Message"].StringValue.Should().Be("fails");
    }

    [Fact]
    public async Task Publish_with_a_delay_is_refused()
    {
        await using var bus = await StartAsync();

        var publishing = () => bus.Bus.Publish(new OrderPlaced(1, "Zoë"), context => context.Delay = TimeSpan.FromSeconds(5), Cancelled);

        (await publishing.Should().ThrowAsync<NotSupportedException>()).WithMessage("*SNS delays nothing*OrderPlaced*");
    }

    [Fact]
    public async Task Scheduled_publish_is_refused()
    {
        await using var bus = await TestBus.StartAsync(
            server.Url, register => register.AddDelayedMessageScheduler(), (_, transport) => transport.UseDelayedMessageScheduler());
        var scheduler = bus.Bus.CreateDelayedMessageScheduler();

        var scheduling = () => scheduler.SchedulePublish(TimeSpan.FromMinutes(1), new OrderPlaced(1, "Zoë"), Cancelled);

        await scheduling.Should().ThrowAsync<NotSupportedException>();
    }

    [Fact]
    public async Task Message_with_a_long_delay_is_in_its_queue_and_not_to_be_seen()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, _) => { });
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:orders"));

        await endpoint.Send(new OrderPlaced(1, "Zoë"), context => context.Delay = TimeSpan.FromHours(2), Cancelled);

        var attributes = await _clients.AttributesAsync(bus.Name("orders"));
        attributes["ApproximateNumberOfMessagesDelayed"].Should().Be("1");
        attributes["ApproximateNumberOfMessages"].Should().Be("0");
    }

    [Fact]
    public async Task Queue_keeps_what_is_sent_before_anybody_consumes()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, _) => { });
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:orders"));
        await endpoint.Send(new OrderPlaced(1, "Zoë"), Cancelled);

        await using var consumer = await StartAsync(bus.Scope);

        (await _orders.OneAsync()).Message.Number.Should().Be(1);
    }

    private Task<TestBus> StartAsync(string? scope = null) => TestBus.StartAsync(
        server.Url, configure: (_, transport) => transport.Endpoint("orders", endpoint => endpoint.Handler<OrderPlaced>(_orders.HearAsync)), scope: scope);

    public sealed record Large(string Text);
}
