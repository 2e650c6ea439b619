using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Faults(ITransport transport) : ComplianceTests(transport)
{
    [Fact]
    public async Task Fault_is_published_with_the_message_and_the_exception()
    {
        var faults = new Heard<Fault<Order>>();
        await using var bus = await StartFailingAsync(faults);
        var messageId = NewId.NextGuid();

        await bus.PublishAsync(new Order(1), context => context.MessageId = messageId);

        var fault = (await faults.OneAsync()).Message;
        fault.Message.Number.Should().Be(1);
        fault.FaultedMessageId.Should().Be(messageId);
        fault.Exceptions.Single().ExceptionType.Should().Be(typeof(InvalidOperationException).FullName);
        fault.Exceptions.Single().Message.Should().Be("order 1 failed");
    }

    [Fact]
    public async Task Message_is_moved_to_the_error_queue_as_it_came_with_the_reason()
    {
        await using var bus = await StartFailingAsync();
        var errors = await bus.ListenAsync<Order>("orders_error");
        var messageId = NewId.NextGuid();

        await bus.PublishAsync(new Order(2, "naïve"), context =>
        {
            context.MessageId = messageId;
            context.Headers.Set("Customer", "Zoë");
        });

        var error = await errors.OneAsync();
        error.Message.Should().Be(new Order(2, "naïve"));
        error.MessageId.Should().Be(messageId);
        error.Headers.Get<string>("Customer").Should().Be("Zoë");
        var headers = error.ReceiveContext.TransportHeaders;
        headers.Get<string>(MessageHeaders.Reason).Should().Be("fault");
        headers.Get<string>(MessageHeaders.FaultMessage).Should().Be("order 2 failed");
        headers.Get<string>(MessageHeaders.FaultExceptionType).Should().Contain(nameof(InvalidOperationException));
        headers.Get<string>(MessageHeaders.FaultInputAddress).Should().EndWith("orders");
    }

    [Fact]
    public async Task Fault_goes_to_the_fault_address_and_nowhere_else()
    {
        var published = new Heard<Fault<Order>>();
        await using var bus = await StartFailingAsync(published);
        var sent = await bus.ListenAsync<Fault<Order>>("complaints");

        await bus.PublishAsync(new Order(1), context => context.FaultAddress = new Uri("queue:complaints"));
        await bus.PublishAsync(new Order(2));

        (await sent.OneAsync()).Message.Message.Number.Should().Be(1);
        (await published.OneAsync()).Message.Message.Number.Should().Be(2);
    }

    [Fact]
    public async Task Message_of_the_error_queue_can_be_sent_back()
    {
        var repaired = false;
        var orders = new Heard<Order>();
        await using var bus = await StartAsync<Order>("orders", context => repaired
            ? orders.HearAsync(context)
            : throw new InvalidOperationException("not yet"));
        var errors = new Heard<Order>();
        var endpoint = bus.Control.ConnectReceiveEndpoint("orders_error", endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.Handler<Order>(async context =>
            {
                repaired = true;
                await context.Forward(new Uri("queue:orders"));
                await errors.HearAsync(context);
            });
        });
        await endpoint.Ready.WaitAsync(TestContext.Current.CancellationToken);

        // In memory an error queue that nobody has listened to yet keeps nothing.
        await bus.SendAsync("orders", new Order(3));

        (await orders.OneAsync()).Message.Number.Should().Be(3);
        (await errors.OneAsync()).MessageId.Should().Be((await orders.OneAsync()).MessageId);
    }

    private Task<RunningBus> StartFailingAsync(Heard<Fault<Order>>? faults = null) => StartAsync(configure: (_, factory) =>
    {
        factory.ReceiveEndpoint("orders", endpoint =>
            endpoint.Handler<Order>(context => throw new InvalidOperationException($"order {context.Message.Number} failed")));
        if (faults is not null) factory.ReceiveEndpoint("faults", endpoint => endpoint.Handler<Fault<Order>>(faults.HearAsync));
    });
}
