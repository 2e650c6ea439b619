using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class PolyConsumers(ITransport transport) : ComplianceTests(transport)
{
    private readonly Heard<Order> _first = new();
    private readonly Heard<Order> _second = new();

    [Fact]
    public async Task Both_consumers_of_an_endpoint_hear_a_message()
    {
        await using var bus = await StartAsync(configure: (_, factory) => factory.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.Handler<Order>(_first.HearAsync);
            endpoint.Handler<Order>(_second.HearAsync);
        }));

        await bus.PublishAsync(new Order(1));
        await bus.PublishAsync(new Order(2));

        (await _first.ManyAsync(2)).Should().HaveCount(2);
        (await _second.ManyAsync(2)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Both_endpoints_hear_a_message()
    {
        await using var bus = await StartAsync(configure: (_, factory) =>
        {
            factory.ReceiveEndpoint("first", endpoint => endpoint.Handler<Order>(_first.HearAsync));
            factory.ReceiveEndpoint("second", endpoint => endpoint.Handler<Order>(_second.HearAsync));
        });

        await bus.PublishAsync(new Order(1));

        (await _first.OneAsync()).MessageId.Should().Be((await _second.OneAsync()).MessageId);
    }

    [Fact]
    public async Task Endpoint_hears_each_type_that_it_consumes()
    {
        var shipments = new Heard<Shipment>();
        await using var bus = await StartAsync(configure: (_, factory) => factory.ReceiveEndpoint("all", endpoint =>
        {
            endpoint.Handler<Order>(_first.HearAsync);
            endpoint.Handler<Shipment>(shipments.HearAsync);
        }));

        await bus.PublishAsync(new Order(1));
        await bus.PublishAsync(new Shipment(2));

        (await _first.OneAsync()).Message.Number.Should().Be(1);
        (await shipments.OneAsync()).Message.Number.Should().Be(2);
    }

    [Fact]
    public async Task Consumer_of_an_interface_hears_what_is_sent_to_its_queue()
    {
        var heard = new Heard<IOrder>();
        await using var bus = await StartAsync<IOrder>("orders", heard.HearAsync);

        await bus.SendAsync("orders", new Order(7));

        (await heard.OneAsync()).Message.Number.Should().Be(7);
    }

    [Fact]
    public async Task Failure_on_one_endpoint_does_not_touch_the_other()
    {
        await using var bus = await StartAsync(configure: (_, factory) =>
        {
            factory.ReceiveEndpoint("first", endpoint => endpoint.Handler<Order>(_ => throw new InvalidOperationException("fails")));
            factory.ReceiveEndpoint("second", endpoint => endpoint.Handler<Order>(_second.HearAsync));
        });
        var errors = await bus.ListenAsync<Order>("first_error");

        await bus.PublishAsync(new Order(1));

        await errors.OneAsync();
        (await _second.ManyAsync(1)).Should().ContainSingle();
    }
}
