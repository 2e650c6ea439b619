using System.Collections.Concurrent;
using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Redelivery(ITransport transport) : ComplianceTests(transport)
{
    // Clocks of the server and of this process may differ by the part of a millisecond that each cuts off.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = Pause - TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentQueue<(int Redelivery, long At)> _deliveries = new();

    [Fact]
    public async Task Message_comes_again_after_the_pause_and_never_before()
    {
        var orders = new Heard<Order>();
        await using var bus = await StartAsync<Order>(
            "orders",
            context => Delivered(context) == 1 ? orders.HearAsync(context) : throw new InvalidOperationException("not yet"),
            endpoint => endpoint.UseDelayedRedelivery(redelivery => redelivery.Intervals(Pause, Pause)));
        var messageId = NewId.NextGuid();

        await bus.PublishAsync(new Order(1, "kept"), context =>
        {
            context.MessageId = messageId;
            context.Headers.Set("Customer", "Zoë");
        });

        var order = await orders.OneAsync();
        order.Message.Should().Be(new Order(1, "kept"));
        order.MessageId.Should().Be(messageId);
        order.Headers.Get<string>("Customer").Should().Be("Zoë");
        AssertPauses(redeliveries: 1);
    }

    [Fact]
    public async Task Message_is_moved_to_the_error_queue_when_no_redelivery_is_left()
    {
        await using var bus = await StartAsync<Order>(
            "orders",
            context =>
            {
                Delivered(context);
                throw new InvalidOperationException("never");
            },
            endpoint => endpoint.UseDelayedRedelivery(redelivery => redelivery.Intervals(Pause)));
        var errors = await bus.ListenAsync<Order>("orders_error");

        await bus.PublishAsync(new Order(1));

        await errors.OneAsync();
        AssertPauses(redeliveries: 1);
    }

    [Fact]
    public async Task Message_that_a_consumer_redelivers_comes_again_after_the_pause_and_never_before()
    {
        var orders = new Heard<Order>();
        await using var bus = await StartAsync(configure: (_, factory) =>
        {
            factory.UseDelayedMessageScheduler();
            factory.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(context =>
                Delivered(context) == 1 ? orders.HearAsync(context) : context.Redeliver(Pause)));
        });

        await bus.PublishAsync(new Order(1));

        await orders.OneAsync();
        AssertPauses(redeliveries: 1);
    }

    [Fact]
    public async Task Message_that_a_consumer_schedules_comes_after_the_pause_and_never_before()
    {
        var shipments = new Heard<Shipment>();
        await using var bus = await StartAsync(
            bus => bus.AddDelayedMessageScheduler(),
            (_, factory) =>
            {
                factory.UseDelayedMessageScheduler();
                factory.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(context =>
                {
                    Delivered(context);
                    return context.ScheduleSend(new Uri("queue:shipments"), Pause, new Shipment(context.Message.Number));
                }));
                factory.ReceiveEndpoint("shipments", endpoint => endpoint.Handler<Shipment>(context =>
                {
                    _deliveries.Enqueue((1, TimeProvider.System.GetTimestamp()));
                    return shipments.HearAsync(context);
                }));
            });

        await bus.PublishAsync(new Order(1));

        await shipments.OneAsync();
        AssertPauses(redeliveries: 1);
    }

    private int Delivered(ConsumeContext context)
    {
        _deliveries.Enqueue((context.GetRedeliveryCount(), TimeProvider.System.GetTimestamp()));
        return context.GetRedeliveryCount();
    }

    private void AssertPauses(int redeliveries)
    {
        _deliveries.Select(delivery => delivery.Redelivery).Should().Equal(Enumerable.Range(0, redeliveries + 1));
        foreach (var (before, after) in _deliveries.Zip(_deliveries.Skip(1)))
            TimeProvider.System.GetElapsedTime(before.At, after.At).Should().BeGreaterThanOrEqualTo(ShortestPause);
    }
}
