using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.SQS.Model;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>A handler takes longer than the visibility timeout, which is 2 s.</summary>
public sealed class When_a_handler_takes_long(SharedServer server) : IAsyncLifetime
{
    private const int VisibilitySeconds = 6; // shorter ones end before a busy machine comes to renew them

    private readonly FaultyProxy _proxy = FaultyProxy.Start(server.Url);
    private readonly Tally _tally = new();
    private readonly Tally _done = new();
    private readonly TaskCompletionSource _goOn = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    [Fact]
    public async Task Ten_messages_are_renewed_together_and_handled_once()
    {
        await using var bus = await StartAsync();
        using var meter = new LeaseMeter(bus.Name("counted"));
        var numbers = Enumerable.Range(0, 10).ToList();
        await Task.WhenAll(numbers.Select(number => bus.Bus.Publish(new Counted(number), Cancelled)));
        await _tally.HasAllAsync(numbers);

        await Patiently.UntilAsync(() => meter.Renewals >= 50, "each is renewed five times, over more than two visibility timeouts", seconds: 120);
        var calls = _proxy.Requests["ChangeMessageVisibilityBatch"];
        _goOn.SetResult();
        await _done.HasAllAsync(numbers);

        calls.Should().BeInRange(5, 20, "they were received in a few parts, and each part is renewed by one call");
        await IsEmptyAsync(bus);
        _tally.Repeated.Should().BeEmpty();
        meter.Losses.Should().Be(0);
    }

    [Fact]
    public async Task A_message_that_another_deleted_is_a_lost_lease_and_cancels_nothing()
    {
        await using var bus = await StartAsync();
        using var meter = new LeaseMeter(bus.Name("counted"));
        using var clients = new Clients(server.Url);
        await bus.Bus.Publish(new Counted(1), Cancelled);
        await _tally.HasAllAsync([1]);

        var queue = (await clients.Sqs.GetQueueUrlAsync(bus.Name("counted"), Cancelled)).QueueUrl;
        await clients.Sqs.PurgeQueueAsync(queue, Cancelled);

        await Patiently.UntilAsync(() => meter.Losses == 1, "the loss is counted");
        await PassAsync(VisibilitySeconds);
        _goOn.SetResult();
        await _done.HasAllAsync([1]);
        meter.Losses.Should().Be(1, "a loss is counted once");
    }

    [Fact]
    public async Task Renewals_that_fail_until_the_visibility_is_over_are_a_lost_lease_and_cancel_nothing()
    {
        await using var bus = await StartAsync();
        using var meter = new LeaseMeter(bus.Name("counted"));
        _proxy.Fail(ProxyFault.Unavailable, int.MaxValue, action => action == "ChangeMessageVisibilityBatch");
        await bus.Bus.Publish(new Counted(1), Cancelled);
        await _tally.HasAllAsync([1]);

        await Patiently.UntilAsync(() => meter.Losses == 1, "the loss is counted");
        _proxy.Heal();
        await PassAsync(VisibilitySeconds);
        _goOn.SetResult();

        await _done.HasAllAsync([1]);
        await IsEmptyAsync(bus);
        _tally[1].Should().Be(1, "a message that comes again to the process that handles it is not handled twice at a time");
    }

    [Fact]
    public async Task A_renewal_that_fails_now_and_then_loses_nothing()
    {
        await using var bus = await StartAsync();
        using var meter = new LeaseMeter(bus.Name("counted"));
        _proxy.Fail(ProxyFault.Reset, requests: 2, when: action => action == "ChangeMessageVisibilityBatch");
        await bus.Bus.Publish(new Counted(1), Cancelled);
        await _tally.HasAllAsync([1]);

        await PassAsync(2 * VisibilitySeconds);
        _goOn.SetResult();

        await _done.HasAllAsync([1]);
        await IsEmptyAsync(bus);
        meter.Losses.Should().Be(0);
        _tally[1].Should().Be(1);
    }

    [Fact]
    public async Task A_message_that_another_made_visible_is_held_by_its_new_receipt()
    {
        var receipts = new ConcurrentQueue<string>();
        await using var standIn = await StandIn.StartAsync(server.Url);
        standIn.On("ReceiveMessage", async (request, pass) =>
        {
            var answer = await pass(request);
            foreach (var message in JsonNode.Parse(answer)?["Messages"]?.AsArray() ?? []) receipts.Enqueue((string)message!["ReceiptHandle"]!);
            return answer;
        });
        await using var bus = await StartAsync(standIn.Url);
        await bus.Bus.Publish(new Counted(1), Cancelled);
        await _tally.HasAllAsync([1]);

        using var clients = new Clients(server.Url);
        var queue = (await clients.Sqs.GetQueueUrlAsync(bus.Name("counted"), Cancelled)).QueueUrl;
        await clients.Sqs.ChangeMessageVisibilityAsync(new ChangeMessageVisibilityRequest(queue, receipts.First(), 0), Cancelled);
        await Patiently.UntilAsync(() => receipts.Count == 2, "the message comes again");
        await PassAsync(2 * VisibilitySeconds);
        receipts.Should().HaveCount(2, "the new lease is renewed");
        _goOn.SetResult();

        await _done.HasAllAsync([1]);
        await IsEmptyAsync(bus);
        _tally[1].Should().Be(1);
        standIn.Calls("DeleteMessageBatch").Should().ContainSingle()
            .Which.Should().Contain(receipts.Last(), "AWS honours the last receipt only");
    }

    private static async Task PassAsync(int seconds)
    {
        var began = TimeProvider.System.GetTimestamp();
        await Patiently.UntilAsync(() => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(seconds), $"{seconds} s have passed");
    }

    /// <summary>Waits until the queue has no message any more, visible or not.</summary>
    private async Task IsEmptyAsync(TestBus bus)
    {
        using var clients = new Clients(server.Url);
        await clients.IsEmptyAsync(bus.Name("counted"));
    }

    private Task<TestBus> StartAsync(Uri? url = null) => TestBus.StartAsync(
        url ?? _proxy.Url,
        bus =>
        {
            bus.SetVisibilityTimeout(VisibilitySeconds);
            bus.AddTally(_tally, async context =>
            {
                await _goOn.Task.WaitAsync(context.CancellationToken);
                _done.Add(context.Message.Number);
            });
        });
}
