using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Skipping(ITransport transport) : ComplianceTests(transport)
{
    [Fact]
    public async Task Message_that_no_consumer_knows_is_moved_to_the_skipped_queue()
    {
        var orders = new Heard<Order>();
        await using var bus = await StartAsync<Order>("orders", orders.HearAsync);
        var skipped = await bus.ListenAsync<Shipment>("orders_skipped");
        var messageId = NewId.NextGuid();

        await bus.SendAsync("orders", new Shipment(1), context => context.MessageId = messageId);
        await bus.SendAsync("orders", new Order(2));

        var message = await skipped.OneAsync();
        message.MessageId.Should().Be(messageId);
        message.Message.Number.Should().Be(1);
        message.ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.Reason).Should().Be("dead-letter");
        (await orders.OneAsync()).Message.Number.Should().Be(2);
    }

    [Fact]
    public async Task Discarded_messages_are_in_no_queue()
    {
        await using var bus = await StartAsync<Order>(
            "orders",
            context => throw new InvalidOperationException("fails"),
            endpoint =>
            {
                endpoint.DiscardSkippedMessages();
                endpoint.DiscardFaultedMessages();
            });
        var skipped = await bus.ListenAsync<Shipment>("orders_skipped");
        var errors = await bus.ListenAsync<Order>("orders_error");
        var faults = await bus.ListenAsync<Fault<Order>>("faults");

        await bus.SendAsync("orders", new Shipment(1));
        await bus.SendAsync("orders", new Order(2), context => context.FaultAddress = new Uri("queue:faults"));
        await faults.OneAsync();
        await bus.SendAsync("orders_skipped", new Shipment(3));
        await bus.SendAsync("orders_error", new Order(4));

        (await skipped.OneAsync()).Message.Number.Should().Be(3);
        (await errors.OneAsync()).Message.Number.Should().Be(4);
    }
}
