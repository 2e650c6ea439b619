using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

public sealed class When_receiving_has_to_wait(SharedServer server) : IDisposable
{
    private readonly Clients _clients = new(server.Url);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task What_is_sent_stays_in_the_queue_for_others_until_it_may_go_on()
    {
        var open = new TaskCompletionSource();
        var (asked, heard, other) = (new TaskCompletionSource(), new Heard<Job>(), new Heard<Other>());
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) =>
        {
            transport.Endpoint("jobs", endpoint =>
            {
                endpoint.BeforeReceive = stopping =>
                {
                    asked.TrySetResult();
                    return open.Task.WaitAsync(stopping);
                };
                endpoint.Handler<Job>(heard.HearAsync);
            });
            transport.Endpoint("others", endpoint => endpoint.Handler<Other>(other.HearAsync));
        });

        for (var number = 1; number <= 20; number++) await bus.Bus.Publish(new Job(number), Cancelled);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await bus.Bus.Publish(new Other(1), Cancelled);
        await other.OneAsync();
        await Patiently.UntilAsync(() => VisibleAsync(bus.Name("jobs"), 20), "all wait, and nobody has one");
        heard.Messages.Should().BeEmpty();

        open.SetResult();
        (await heard.ManyAsync(20)).Select(context => context.ReceiveContext.Redelivered).Should().AllBeEquivalentTo(false);
        await _clients.IsEmptyAsync(bus.Name("jobs"));
    }

    [Fact]
    public async Task A_bus_that_waits_can_be_stopped()
    {
        var asked = new TaskCompletionSource();
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, transport) => transport.Endpoint("jobs", endpoint =>
        {
            endpoint.BeforeReceive = async stopping =>
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, stopping);
            };
            endpoint.Handler<Job>(_ => Task.CompletedTask);
        }));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        await bus.Bus.StopAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    private async Task<bool> VisibleAsync(string name, int count)
    {
        var queue = (await _clients.Sqs.GetQueueUrlAsync(name, Cancelled)).QueueUrl;
        return (await _clients.Sqs.GetQueueAttributesAsync(queue, ["ApproximateNumberOfMessages"], Cancelled)).ApproximateNumberOfMessages == count;
    }

    public sealed record Job(int Number);

    public sealed record Other(int Number);
}
