using AlertResponder.Redelivery;
using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

/// <summary>A message that failed waits for its next try in its queue: the same one, and without a concurrency slot.</summary>
public sealed class When_failed_messages_wait(SharedServer server) : IDisposable
{
    private const int Slots = 4;
    private const int Poisoned = 2 * Slots;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly Clients _clients = new(server.Url);
    private readonly Heard<Job> _tries = new();
    private readonly Heard<Job> _handled = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task A_bystander_is_handled_though_more_wait_than_there_are_slots()
    {
        await using var bus = await StartAsync([Long]);
        for (var number = 1; number <= Poisoned; number++) await bus.Bus.Publish(new Job(number, IsPoison: true), Cancelled);
        await _tries.ManyAsync(Poisoned);

        await bus.Bus.Publish(new Job(0, IsPoison: false), Cancelled);

        (await _handled.OneAsync()).Message.Number.Should().Be(0);
        _tries.Messages.Should().HaveCount(Poisoned, "each has been tried once").And.OnlyHaveUniqueItems();
        await Patiently.UntilAsync(
            async () => await CountAsync(bus.Name("jobs"), "NotVisible") == Poisoned && await CountAsync(bus.Name("jobs")) == 0,
            "they wait in their queue, and no copy of them");
        (await CountAsync(bus.Name("jobs_error"))).Should().Be(0);
    }

    [Fact]
    public async Task After_the_last_try_it_is_in_the_error_queue_and_has_faulted_once()
    {
        var faults = new Heard<Fault<Job>>();
        await using var bus = await StartAsync([Second, Second], transport => transport.Endpoint("faults", endpoint => endpoint.Handler<Fault<Job>>(faults.HearAsync)));

        await bus.Bus.Publish(new Job(1, IsPoison: true), Cancelled);

        (await _clients.TakeAsync(bus.Name("jobs_error"))).MessageAttributes["MT-Fault-Message"].StringValue.Should().Be("poison");
        (await _tries.ManyAsync(3)).Should().HaveCount(3);
        (await faults.OneAsync()).Message.Message.Number.Should().Be(1);
        await Patiently.UntilAsync(
            async () => await CountAsync(bus.Name("jobs"), "NotVisible") == 0 && await CountAsync(bus.Name("jobs")) == 0, "it has left its queue");
    }

    [Fact]
    public async Task A_restart_neither_shortens_the_delay_nor_forgets_the_tries()
    {
        var failed = 0L;
        // In a flow of its own: MassTransit's log goes with the flow, and the first bus's is gone with it.
        var scope = await Task.Run(async () =>
        {
            await using var first = await StartAsync([2 * Second]);
            await first.Bus.Publish(new Job(1, IsPoison: true), Cancelled);
            await _tries.OneAsync();
            await Patiently.UntilAsync(async () => await CountAsync(first.Name("jobs"), "NotVisible") == 1, "it waits");
            failed = TimeProvider.System.GetTimestamp();
            return first.Scope;
        });

        await using var next = await StartAsync([2 * Second], scope: scope);

        await _clients.TakeAsync(next.Name("jobs_error"));
        _tries.Messages.Should().HaveCount(2);
        TimeProvider.System.GetElapsedTime(failed).Should().BeGreaterThan(Second);
    }

    [Fact]
    public async Task Each_message_of_a_batch_waits_for_itself()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (context, transport) => transport.ReceiveEndpoint("jobs", endpoint =>
        {
            endpoint.WaitTimeSeconds = 1;
            endpoint.UseRedelivery(context, Second);
            endpoint.Consumer(() => new Batches(_tries, _handled), consumer => consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(3).SetTimeLimit(ms: 100)));
        }));

        for (var number = 1; number <= 3; number++) await bus.Bus.Publish(new Job(number, IsPoison: false), Cancelled);

        (await _handled.ManyAsync(3)).Select(job => job.Message.Number).Should().BeEquivalentTo([1, 2, 3]);
        _tries.Messages.Select(job => job.Number).Should().BeEquivalentTo([1, 2, 3], "the first try of each failed");
        (await CountAsync(bus.Name("jobs_error"))).Should().Be(0);
    }

    [Fact]
    public async Task One_whose_handler_could_not_publish_waits_as_well_and_no_copy_of_it_is_an_error()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (context, transport) => transport.ReceiveEndpoint("jobs", endpoint =>
        {
            endpoint.WaitTimeSeconds = 1;
            endpoint.UseRedelivery(context, Second);
            endpoint.Handler<Job>(async job =>
            {
                var isFirst = _tries.Messages.Count == 0;
                await _tries.HearAsync(job);
                if (isFirst) await job.Publish(new Note(new string('x', 300_000))); // more than SNS takes
                await _handled.HearAsync(job);
            });
        }));

        await bus.Bus.Publish(new Job(1, IsPoison: false), Cancelled);

        await _handled.OneAsync();
        _tries.Messages.Should().HaveCount(2);
        await Patiently.UntilAsync(
            async () => await CountAsync(bus.Name("jobs"), "NotVisible") == 0 && await CountAsync(bus.Name("jobs")) == 0, "it has left its queue");
        (await CountAsync(bus.Name("jobs_error"))).Should().Be(0);
    }

    private Task<TestBus> StartAsync(TimeSpan[] delays, Action<IAmazonSqsBusFactoryConfigurator>? more = null, string? scope = null) =>
        TestBus.StartAsync(server.Url, scope: scope, configure: (context, transport) =>
        {
            more?.Invoke(transport);
            transport.ReceiveEndpoint("jobs", endpoint =>
            {
                endpoint.WaitTimeSeconds = 1;
                endpoint.ConcurrentMessageLimit = Slots;
                endpoint.UseRedelivery(context, delays);
                endpoint.Handler<Job>(async job =>
                {
                    if (!job.Message.IsPoison)
                    {
                        await _handled.HearAsync(job);
                        return;
                    }

                    await _tries.HearAsync(job);
                    throw new InvalidOperationException("poison");
                });
            });
        });

    private async Task<int> CountAsync(string queue, string which = "") =>
        int.Parse((await _clients.AttributesAsync(queue))[$"ApproximateNumberOfMessages{which}"], System.Globalization.CultureInfo.InvariantCulture);

    public sealed record Job(int Number, bool IsPoison);

    public sealed record Note(string Text);

    /// <summary>Fails with each message the first time that it is in a batch.</summary>
    private sealed class Batches(Heard<Job> tries, Heard<Job> handled) : IConsumer<Batch<Job>>
    {
        public async Task Consume(ConsumeContext<Batch<Job>> context)
        {
            var fresh = context.Message.Where(job => !tries.Messages.Contains(job.Message)).ToList();
            foreach (var job in fresh) await tries.HearAsync(job);
            if (fresh.Count > 0) throw new InvalidOperationException("the first time");
            foreach (var job in context.Message) await handled.HearAsync(job);
        }
    }
}
