using System.Collections.Concurrent;
using System.Globalization;
using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>A message that fails is left to its queue (<c>RethrowFaultedMessages</c>), and the queue gives it up after three receives.</summary>
public sealed class When_a_handler_always_fails(SharedServer server)
{
    private readonly ConcurrentQueue<long> _times = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_comes_again_after_pauses_that_grow_and_ends_in_the_error_queue()
    {
        using var clients = new Clients(server.Url);
        var scope = $"t{Guid.NewGuid():N}"[..10];
        var errors = await clients.CreateQueueAsync($"{scope}_failing_error");
        var arn = await clients.QueueArnAsync(errors);
        await using var bus = await TestBus.StartAsync(
            server.Url,
            configure: (_, transport) => transport.ReceiveEndpoint("failing", endpoint =>
            {
                endpoint.WaitTimeSeconds = 1;
                endpoint.QueueAttributes["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":3}""";
                endpoint.RethrowFaultedMessages();
                endpoint.Handler<Counted>(_ =>
                {
                    _times.Enqueue(TimeProvider.System.GetTimestamp());
                    throw new InvalidOperationException("it fails each time");
                });
            }),
            scope: scope);

        await bus.Bus.Publish(new Counted(1), Cancelled);

        var moved = await Patiently.ForAsync(async () => (await clients.ReceiveAsync(errors)).FirstOrDefault(), "the message is in the error queue");
        moved.Body.Should().Contain("\"number\": 1");
        var pauses = _times.Zip(_times.Skip(1), (earlier, later) => TimeProvider.System.GetElapsedTime(earlier, later).TotalSeconds).ToList();
        pauses.Should().HaveCount(2, string.Join(", ", pauses.Select(pause => pause.ToString(CultureInfo.InvariantCulture))));
        pauses[0].Should().BeGreaterThan(0.9); // by the server's clock, and how much longer is the machine's affair
        pauses[1].Should().BeGreaterThan(1.9);
        await clients.IsEmptyAsync(bus.Name("failing"));
    }
}
