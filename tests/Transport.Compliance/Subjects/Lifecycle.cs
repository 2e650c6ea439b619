using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Lifecycle(ITransport transport) : ComplianceTests(transport)
{
    private readonly Heard<Order> _orders = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bus_that_was_stopped_starts_again_and_works_as_before()
    {
        var shipments = new Heard<Shipment>();
        await using var bus = await StartAsync(configure: (_, factory) =>
        {
            factory.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(async context =>
            {
                await _orders.HearAsync(context);
                await context.Send(new Uri("queue:shipments"), new Shipment(context.Message.Number));
            }));
            factory.ReceiveEndpoint("shipments", endpoint => endpoint.Handler<Shipment>(shipments.HearAsync));
        });
        await bus.PublishAsync(new Order(1));
        await _orders.OneAsync();
        await shipments.OneAsync();

        await bus.Control.StopAsync(Cancelled);
        await bus.Control.StartAsync(Cancelled);
        await bus.PublishAsync(new Order(2));

        (await _orders.ManyAsync(2)).Select(order => order.Message.Number).Should().Equal(1, 2);
        await shipments.ManyAsync(2);
    }

    [Fact]
    public async Task Endpoint_is_connected_to_a_running_bus_and_hears_what_is_published()
    {
        await using var bus = await StartAsync();
        var endpoint = bus.Control.ConnectReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(_orders.HearAsync));
        await endpoint.Ready.WaitAsync(Cancelled);

        await bus.PublishAsync(new Order(1));

        (await _orders.OneAsync()).Message.Number.Should().Be(1);
    }

    [Fact]
    public async Task Endpoint_that_was_disconnected_hears_nothing_more()
    {
        await using var bus = await StartAsync();
        var other = new Heard<Order>();
        var endpoint = bus.Control.ConnectReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(_orders.HearAsync));
        await endpoint.Ready.WaitAsync(Cancelled);
        var staying = bus.Control.ConnectReceiveEndpoint("others", endpoint => endpoint.Handler<Order>(other.HearAsync));
        await staying.Ready.WaitAsync(Cancelled);

        await endpoint.StopAsync(Cancelled);
        await bus.PublishAsync(new Order(1));

        await other.OneAsync();
        _orders.Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task Bus_is_healthy_while_it_runs()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);

        bus.Control.CheckHealth().Status.Should().Be(BusHealthStatus.Healthy);
        await bus.Control.StopAsync(Cancelled);
        bus.Control.CheckHealth().Status.Should().Be(BusHealthStatus.Unhealthy);
        await bus.Control.StartAsync(Cancelled);
        bus.Control.CheckHealth().Status.Should().Be(BusHealthStatus.Healthy);
    }
}
