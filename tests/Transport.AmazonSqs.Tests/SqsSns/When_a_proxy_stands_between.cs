using System.Diagnostics;
using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

public sealed class When_a_proxy_stands_between(SharedServer server) : IAsyncLifetime
{
    private readonly FaultyProxy _proxy = FaultyProxy.Start(server.Url);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private Clients Clients => field ??= new(_proxy.Url);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Requests_of_both_services_are_counted_by_action()
    {
        var queue = await Clients.CreateQueueAsync();
        await Clients.SendAsync(queue, "one");
        await Clients.SendAsync(queue, "two");
        var topic = await Clients.CreateTopicAsync();
        await Clients.Raw.PublishAsync(topic, "three");

        _proxy.Requests.Should().BeEquivalentTo(
            new Dictionary<string, int> { ["CreateQueue"] = 1, ["SendMessage"] = 2, ["CreateTopic"] = 1, ["Publish"] = 1 });
        _proxy.ForgetRequests();
        _proxy.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(ProxyFault.Unavailable)]
    [InlineData(ProxyFault.Throttle)]
    [InlineData(ProxyFault.Reset)]
    public async Task What_the_server_did_not_see_happens_once_after_a_retry(ProxyFault fault)
    {
        var queue = await Clients.CreateQueueAsync();
        _proxy.Fail(fault, when: action => action == "SendMessage");
        await Clients.SendAsync(queue, "once");

        _proxy.Requests["SendMessage"].Should().Be(2);
        (await Clients.ReceiveAsync(queue)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_lost_answer_makes_the_client_send_twice()
    {
        var queue = await Clients.CreateQueueAsync();
        _proxy.Fail(ProxyFault.LoseAnswer, when: action => action == "SendMessage");
        await Clients.SendAsync(queue, "twice");

        _proxy.Requests["SendMessage"].Should().Be(2);
        await Patiently.UntilAsync(async () => await MessagesAsync(queue) == 2, "both messages are there");
    }

    [Fact]
    public async Task Throttling_reaches_the_client_as_such_when_it_does_not_end()
    {
        _proxy.Fail(ProxyFault.Throttle, requests: 100);

        (await FluentActions.Awaiting(() => Clients.Sns.CreateTopicAsync(new() { Name = "any" }, Cancelled)).Should().ThrowAsync<AmazonServiceException>())
            .Which.ErrorCode.Should().Be("Throttling");
        (await FluentActions.Awaiting(() => Clients.CreateQueueAsync("any")).Should().ThrowAsync<AmazonSQSException>())
            .Which.ErrorCode.Should().Be("ThrottlingException");

        _proxy.Heal();
        await Clients.CreateQueueAsync();
    }

    [Fact]
    public async Task A_poll_under_way_breaks_with_its_connection_and_starts_anew()
    {
        var queue = await Clients.CreateQueueAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var poll = Clients.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, WaitTimeSeconds = 20 }, end.Token);
        await Patiently.UntilAsync(() => Polls() == 1, "the poll is on its way");

        _proxy.ResetConnections();

        await Patiently.UntilAsync(() => Polls() == 2, "the client polls again", seconds: 10);
        await end.CancelAsync();
        await FluentActions.Awaiting(() => poll).Should().ThrowAsync<OperationCanceledException>();

        int Polls() => _proxy.Requests.GetValueOrDefault("ReceiveMessage");
    }

    [Fact]
    public async Task Each_request_takes_at_least_the_latency()
    {
        _proxy.Latency = TimeSpan.FromMilliseconds(50);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Clients.CreateQueueAsync()));

        Stopwatch.GetElapsedTime(started).Should().BeGreaterThan(TimeSpan.FromMilliseconds(49));
    }

    [Fact]
    public async Task Bodies_pass_through_it_unchanged()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var queue = await Clients.CreateQueueAsync();
        foreach (var length in (int[])[1, 16_000, 16_384, 40_000, 300_000, 1_048_576])
        {
            var body = string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next('a', 'z')));
            await Clients.SendAsync(queue, body);
            (await Clients.ReceiveAsync(queue)).Should().ContainSingle().Which.Body.Should().Be(body, $"length {length}");
        }
    }

    private async Task<int> MessagesAsync(string queue) =>
        (await Clients.Sqs.GetQueueAttributesAsync(queue, ["ApproximateNumberOfMessages"], Cancelled)).ApproximateNumberOfMessages;
}
