using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Batches(ITransport transport) : ComplianceTests(transport)
{
    private const int Size = 20;

    private readonly Heard<Batch<Order>> _batches = new();

    [Fact]
    public async Task Messages_come_in_full_batches_and_the_rest_after_the_time_limit()
    {
        await using var bus = await StartBatchingAsync();

        await Task.WhenAll(Enumerable.Range(0, (2 * Size) + 5).Select(number => bus.PublishAsync(new Order(number))));

        await TestKit.Patiently.UntilAsync(() => _batches.Messages.Sum(batch => batch.Length) == (2 * Size) + 5, "all messages came");
        _batches.Messages.SelectMany(batch => batch).Select(order => order.Message.Number).Order().Should().Equal(Enumerable.Range(0, (2 * Size) + 5));
        _batches.Messages.Should().Contain(batch => batch.Length == Size && batch.Mode == BatchCompletionMode.Size);
        _batches.Messages.Should().Contain(batch => batch.Mode == BatchCompletionMode.Time);
    }

    [Fact]
    public async Task Every_message_of_a_batch_that_fails_is_moved_to_the_error_queue()
    {
        await using var bus = await StartBatchingAsync();
        var errors = await bus.ListenAsync<Order>("orders_error");

        await Task.WhenAll(Enumerable.Range(0, Size).Select(number => bus.PublishAsync(new Order(number, "fails"))));

        (await errors.ManyAsync(Size)).Select(error => error.Message.Number).Order().Should().Equal(Enumerable.Range(0, Size));
    }

    private Task<RunningBus> StartBatchingAsync() => StartAsync(configure: (_, factory) => factory.ReceiveEndpoint("orders", endpoint =>
    {
        endpoint.PrefetchCount = 3 * Size;
        endpoint.Batch<Order>(batch =>
        {
            batch.MessageLimit = Size;
            batch.TimeLimit = TimeSpan.FromMilliseconds(500);
            batch.Consumer<OrdersConsumer, Order>(() => new OrdersConsumer(_batches));
        });
    }));

    private sealed class OrdersConsumer(Heard<Batch<Order>> batches) : IConsumer<Batch<Order>>
    {
        public async Task Consume(ConsumeContext<Batch<Order>> context)
        {
            await batches.HearAsync(context);
            if (context.Message.Any(order => order.Message.Text == "fails")) throw new InvalidOperationException("the batch failed");
        }
    }
}
