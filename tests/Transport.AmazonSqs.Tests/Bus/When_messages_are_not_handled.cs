using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

/// <summary>What stays in its queue comes again after a pause.</summary>
public sealed class When_messages_are_not_handled(SharedServer server) : IDisposable
{
    private readonly Clients _clients = new(server.Url);
    private int _deliveries;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task Rethrown_message_comes_again_until_it_succeeds_and_no_error_queue_has_it()
    {
        var redelivered = new Heard<Job>();
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) => transport.Endpoint("jobs", endpoint =>
        {
            endpoint.RethrowFaultedMessages();
            endpoint.Handler<Job>(context => Interlocked.Increment(ref _deliveries) == 1
                ? throw new InvalidOperationException("not yet")
                : redelivered.HearAsync(context));
        }));

        await bus.Bus.Publish(new Job(1), Cancelled);

        (await redelivered.OneAsync()).ReceiveContext.Redelivered.Should().BeTrue();
        await Patiently.UntilAsync(() => IsEmptyAsync(bus.Name("jobs")), "the message is deleted");
        (await IsEmptyAsync(bus.Name("jobs_error"))).Should().BeTrue();
    }

    [Fact]
    public async Task Skipped_message_comes_again_when_it_shall_be_a_failure()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) => transport.Endpoint("jobs", endpoint =>
        {
            endpoint.ThrowOnSkippedMessages();
            endpoint.Handler<Job>(_ => Task.CompletedTask);
        }));

        await (await bus.Bus.GetSendEndpoint(new Uri("queue:jobs"))).Send(new Other(1), Cancelled);

        await Patiently.UntilAsync(() => HasAsync(bus.Name("jobs"), "ApproximateNumberOfMessagesNotVisible"), "the message waits for its next time");
        (await _clients.HasQueueAsync(bus.Name("jobs_skipped"))).Should().BeFalse();
        (await IsEmptyAsync(bus.Name("jobs_error"))).Should().BeTrue();
    }

    [Fact]
    public async Task Publish_goes_to_the_topic_of_its_own_type_alone()
    {
        var heard = new Heard<IJob>();
        await using var bus = await TestBus.StartAsync(
            server.Url, configure: (_, transport) => transport.Endpoint("jobs", endpoint => endpoint.Handler<IJob>(heard.HearAsync)));

        await bus.Bus.Publish(new Job(1), Cancelled);
        await bus.Bus.Publish<IJob>(new Job(2), Cancelled);

        (await heard.OneAsync()).Message.Number.Should().Be(2);
    }

    private async Task<bool> IsEmptyAsync(string queue) =>
        !await HasAsync(queue, "ApproximateNumberOfMessages") && !await HasAsync(queue, "ApproximateNumberOfMessagesNotVisible");

    private async Task<bool> HasAsync(string queue, string attribute) => (await _clients.AttributesAsync(queue))[attribute] != "0";

    public sealed record Job(int Number) : IJob;

    public interface IJob
    {
        int Number { get; }
    }

    public sealed record Other(int Number);
}
