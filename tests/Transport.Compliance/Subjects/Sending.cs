using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Sending(ITransport transport) : ComplianceTests(transport)
{
    private readonly Heard<Order> _orders = new();

    [Fact]
    public async Task Message_sent_to_a_queue_by_its_name_is_consumed()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);

        await bus.SendAsync("orders", new Order(1));

        (await _orders.OneAsync()).Message.Number.Should().Be(1);
    }

    [Fact]
    public async Task Message_sent_to_the_full_address_is_consumed()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);
        await bus.SendAsync("orders", new Order(1));
        var address = (await _orders.OneAsync()).ReceiveContext.InputAddress;

        await bus.SendAsync(address, new Order(2));

        (await _orders.ManyAsync(2))[1].DestinationAddress.Should().Be(address);
    }

    [Fact]
    public async Task Message_goes_to_that_queue_only()
    {
        var others = new Heard<Order>();
        await using var bus = await StartAsync(configure: (_, factory) =>
        {
            factory.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(_orders.HearAsync));
            factory.ReceiveEndpoint("others", endpoint => endpoint.Handler<Order>(others.HearAsync));
        });

        await bus.SendAsync("orders", new Order(1));
        await bus.PublishAsync(new Order(2));

        (await _orders.ManyAsync(2)).Should().HaveCount(2);
        (await others.OneAsync()).Message.Number.Should().Be(2);
    }

    [Fact]
    public async Task Consumer_sends_and_forwards()
    {
        var shipments = new Heard<Shipment>();
        await using var bus = await StartAsync(configure: (_, factory) =>
        {
            factory.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(context =>
                context.Message.Number == 1
                    ? context.Send(new Uri("queue:shipments"), new Shipment(1))
                    : context.Forward(new Uri("queue:forwarded"))));
            factory.ReceiveEndpoint("shipments", endpoint => endpoint.Handler<Shipment>(shipments.HearAsync));
            factory.ReceiveEndpoint("forwarded", endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.Handler<Order>(_orders.HearAsync);
            });
        });

        await bus.SendAsync("orders", new Order(1));
        await bus.SendAsync("orders", new Order(2));

        (await shipments.OneAsync()).Message.Number.Should().Be(1);
        (await _orders.OneAsync()).Message.Number.Should().Be(2);
    }

    [Fact]
    public async Task Scheduled_message_comes_no_earlier()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);
        var started = TimeProvider.System.GetTimestamp();

        await bus.SendAsync("orders", new Order(1), context => context.Delay = TimeSpan.FromSeconds(1));

        await _orders.OneAsync();
        TimeProvider.System.GetElapsedTime(started).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(990));
    }
}
