using System.Collections.Concurrent;
using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Retries(ITransport transport) : ComplianceTests(transport)
{
    private readonly ConcurrentQueue<int> _attempts = new();

    [Fact]
    public async Task Message_is_tried_again_until_it_succeeds()
    {
        var orders = new Heard<Order>();
        await using var bus = await StartAsync<Order>(
            "orders",
            context =>
            {
                _attempts.Enqueue(context.GetRetryAttempt());
                return context.GetRetryAttempt() == 2 ? orders.HearAsync(context) : throw new InvalidOperationException("not yet");
            },
            endpoint => endpoint.UseMessageRetry(retry => retry.Immediate(5)));

        await bus.PublishAsync(new Order(1));

        await orders.OneAsync();
        _attempts.Should().Equal(0, 1, 2);
    }

    [Fact]
    public async Task Message_is_moved_to_the_error_queue_when_no_retry_is_left()
    {
        await using var bus = await StartFailingAsync(new TimeoutException("never"));
        var errors = await bus.ListenAsync<Order>("orders_error");

        await bus.PublishAsync(new Order(1));

        (await errors.OneAsync()).ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.FaultMessage).Should().Be("never");
        _attempts.Should().Equal(0, 1, 2);
    }

    [Fact]
    public async Task Exception_that_is_not_to_be_retried_is_not()
    {
        await using var bus = await StartFailingAsync(new ArgumentException("wrong"));
        var errors = await bus.ListenAsync<Order>("orders_error");

        await bus.PublishAsync(new Order(1));

        await errors.OneAsync();
        _attempts.Should().Equal(0);
    }

    private Task<RunningBus> StartFailingAsync(Exception exception) => StartAsync<Order>(
        "orders",
        context =>
        {
            _attempts.Enqueue(context.GetRetryAttempt());
            throw exception;
        },
        endpoint => endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<ArgumentException>();
            retry.Immediate(2);
        }));
}
