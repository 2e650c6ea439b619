using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>A bus stops with handlers at work and messages in its buffer; the visibility timeout is 60 s, longer than any wait here.</summary>
public sealed class When_a_bus_stops(SharedServer server)
{
    private const int Messages = 60;

    private readonly Tally _begun = new();
    private readonly Tally _done = new();
    private readonly TaskCompletionSource _goOn = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Running_handlers_finish_and_the_rest_is_another_ones_at_once(int waitTimeSeconds)
    {
        await using var first = await StartAsync(handlers: 4, waitTimeSeconds);
        var numbers = await PublishAsync(first);
        await Patiently.UntilAsync(() => _begun.Distinct == 4, "four handlers are at work");

        var stop = first.Bus.StopAsync(TimeSpan.FromSeconds(50));
        await using var second = await StartAsync(handlers: 60, waitTimeSeconds: 1, scope: first.Scope);
        var takenOver = TimeProvider.System.GetTimestamp();
        await _begun.HasAllAsync(numbers, seconds: 15);
        TimeProvider.System.GetElapsedTime(takenOver).Should().BeLessThan(TimeSpan.FromSeconds(15));
        stop.IsCompleted.Should().BeFalse("four handlers are still at work");
        _goOn.SetResult();
        await stop;

        await _done.HasAllAsync(numbers);
        _begun.Repeated.Should().BeEmpty();
        await IsEmptyAsync(second);
    }

    [Fact]
    public async Task What_the_time_limit_cuts_off_is_handled_again_and_nothing_else_is()
    {
        await using var first = await StartAsync(handlers: 4, waitTimeSeconds: 1, visibilitySeconds: 4);
        var numbers = await PublishAsync(first);
        await Patiently.UntilAsync(() => _begun.Distinct == 4, "four handlers are at work");
        var cutOff = numbers.Where(number => _begun[number] == 1).ToList();

        await first.Bus.StopAsync(TimeSpan.FromSeconds(3));
        _done.Distinct.Should().Be(0);
        await using var second = await StartAsync(handlers: 60, waitTimeSeconds: 1, scope: first.Scope);
        await Patiently.UntilAsync(() => cutOff.All(number => _begun[number] == 2), "what was cut off comes again");
        await _begun.HasAllAsync(numbers);
        _goOn.SetResult();

        await _done.HasAllAsync(numbers);
        _begun.Repeated.Should().BeEquivalentTo(cutOff);
        await IsEmptyAsync(second);
    }

    [Fact]
    public async Task Two_buses_that_take_turns_under_load_handle_each_message_once()
    {
        _goOn.SetResult();
        await using var publisher = await StartAsync(handlers: 10, waitTimeSeconds: 1);
        await using var load = new Load(publisher.Bus);
        for (var turn = 0; turn < 3; turn++)
        {
            await using var other = await StartAsync(handlers: 10, waitTimeSeconds: 1, scope: publisher.Scope);
            var before = _done.Distinct;
            await Patiently.UntilAsync(() => _done.Distinct >= before + 100, "the load runs");
        }

        await load.StopAsync();
        await _done.HasAllAsync(load.Published);
        _begun.Repeated.Should().BeEmpty();
        await IsEmptyAsync(publisher);
    }

    private static async Task<List<int>> PublishAsync(TestBus bus)
    {
        var numbers = Enumerable.Range(0, Messages).ToList();
        await Task.WhenAll(numbers.Select(number => bus.Bus.Publish(new Counted(number), Cancelled)));
        return numbers;
    }

    private async Task IsEmptyAsync(TestBus bus)
    {
        using var clients = new Clients(server.Url);
        await clients.IsEmptyAsync(bus.Name("counted"));
    }

    private Task<TestBus> StartAsync(int handlers, int waitTimeSeconds, int visibilitySeconds = 60, string? scope = null) => TestBus.StartAsync(
        server.Url,
        configure: (_, transport) =>
        {
            transport.ReceiveEndpoint("counted", endpoint =>
            {
                endpoint.QueueAttributes["VisibilityTimeout"] = visibilitySeconds;
                endpoint.WaitTimeSeconds = (ushort)waitTimeSeconds;
                endpoint.PrefetchCount = Messages;
                endpoint.ConcurrentMessageLimit = handlers;
                endpoint.Handler<Counted>(async message =>
                {
                    _begun.Add(message.Message.Number);
                    await _goOn.Task.WaitAsync(message.CancellationToken);
                    _done.Add(message.Message.Number);
                });
            });
        },
        scope: scope);
}
