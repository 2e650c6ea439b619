using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Publishing(ITransport transport) : ComplianceTests(transport)
{
    private readonly Heard<Order> _orders = new();

    [Fact]
    public async Task Published_message_is_consumed_with_its_envelope()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);
        Guid messageId = NewId.NextGuid(), correlationId = NewId.NextGuid(), conversationId = NewId.NextGuid(), initiatorId = NewId.NextGuid();

        await bus.PublishAsync(new Order(1, "for Zoë"), context =>
        {
            context.MessageId = messageId;
            context.CorrelationId = correlationId;
            context.ConversationId = conversationId;
            context.InitiatorId = initiatorId;
        });

        var order = await _orders.OneAsync();
        order.Message.Should().Be(new Order(1, "for Zoë"));
        order.MessageId.Should().Be(messageId);
        order.CorrelationId.Should().Be(correlationId);
        order.ConversationId.Should().Be(conversationId);
        order.InitiatorId.Should().Be(initiatorId);
        order.SourceAddress.Should().NotBeNull();
        order.DestinationAddress.Should().NotBeNull();
        order.SentTime.Should().NotBeNull();
        order.ReceiveContext.Redelivered.Should().BeFalse();
        order.ReceiveContext.ContentType!.MediaType.Should().Be("application/vnd.masstransit+json");
    }

    [Fact]
    public async Task Message_that_nobody_consumes_is_published_without_an_error()
    {
        await using var bus = await StartAsync();

        await bus.PublishAsync(new Order(1));
    }

    [Fact]
    public async Task Message_of_an_interface_is_consumed()
    {
        var heard = new Heard<IOrder>();
        await using var bus = await StartAsync<IOrder>("orders", heard.HearAsync);

        await bus.Control.Publish<IOrder>(new { Number = 3 }, TestContext.Current.CancellationToken);

        (await heard.OneAsync()).Message.Number.Should().Be(3);
    }

    [Fact]
    public async Task Message_with_a_type_parameter_is_consumed()
    {
        var heard = new Heard<Parcel<Order>>();
        await using var bus = await StartAsync<Parcel<Order>>("parcels", heard.HearAsync);

        await bus.PublishAsync(new Parcel<Order>(new Order(4)));

        (await heard.OneAsync()).Message.Content.Number.Should().Be(4);
    }

    [Fact]
    public async Task Each_of_many_is_consumed_once()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);

        await bus.Control.PublishBatch(Enumerable.Range(0, 50).Select(number => new Order(number)), TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(50, 150).Select(number => bus.PublishAsync(new Order(number))));

        await _orders.ManyAsync(200);
        _orders.Messages.Select(order => order.Number).Order().Should().Equal(Enumerable.Range(0, 200));
    }

    [Fact]
    public async Task What_a_consumer_publishes_belongs_to_the_same_conversation()
    {
        var shipments = new Heard<Shipment>();
        await using var bus = await StartAsync(configure: (_, factory) =>
        {
            factory.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(async context =>
            {
                await _orders.HearAsync(context);
                await context.Publish(new Shipment(context.Message.Number));
            }));
            factory.ReceiveEndpoint("shipments", endpoint => endpoint.Handler<Shipment>(shipments.HearAsync));
        });

        await bus.PublishAsync(new Order(5));

        var order = await _orders.OneAsync();
        var shipment = await shipments.OneAsync();
        shipment.ConversationId.Should().Be(order.ConversationId).And.NotBeNull();
        shipment.SourceAddress.Should().Be(order.ReceiveContext.InputAddress);
    }
}
