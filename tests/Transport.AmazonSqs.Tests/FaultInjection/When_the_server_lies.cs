using System.Text.Json.Nodes;
using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.SimpleNotificationService;
using Amazon.SQS;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>The server answers 200 and nonsense, or nothing at all: what is sent fails, what is received comes again, and all goes on after it.</summary>
public sealed class When_the_server_lies(SharedServer server) : IAsyncLifetime
{
    // Without it the SDK throws away the whole answer.
    private const string Md5OfX = "9dd4e461268c8034f5c8564e155c67a6";

    private readonly Tally _tally = new();
    private StandIn? _standIn;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private StandIn Aws => _standIn!;

    public async ValueTask InitializeAsync() => _standIn = await StandIn.StartAsync(server.Url);

    public ValueTask DisposeAsync() => Aws.DisposeAsync();

    [Theory]
    [InlineData("{}")]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("""{"Successful":[{"Id":"never sent","MessageId":"m","MD5OfMessageBody":"x"}]}""")]
    [InlineData("""{"Failed":[{"Id":"77","Code":"InternalError","SenderFault":false}]}""")]
    [InlineData("""{"Failed":[{"Code":"InternalError","SenderFault":false}]}""")]
    public async Task A_send_without_a_credible_answer_fails(string answer)
    {
        await using var bus = await StartAsync();
        var queue = await bus.Bus.GetSendEndpoint(new Uri("queue:counted"));
        Aws.On("SendMessageBatch", (_, _) => Task.FromResult(answer));

        var sending = () => queue.Send(new Counted(1), Cancelled).WaitAsync(TimeSpan.FromSeconds(20), Cancelled);

        (await sending.Should().ThrowAsync<Exception>()).Which.Should().NotBeOfType<TimeoutException>();
        await GoesOnAsync(bus);
    }

    [Theory]
    [InlineData("<PublishBatchResponse/>")]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("<PublishBatchResponse><PublishBatchResult><Successful><member><Id>never sent</Id></member></Successful></PublishBatchResult></PublishBatchResponse>")]
    [InlineData("<PublishBatchResponse><PublishBatchResult><Failed><member><Code>InternalError</Code></member></Failed></PublishBatchResult></PublishBatchResponse>")]
    public async Task A_publish_without_a_credible_answer_fails(string answer)
    {
        await using var bus = await StartAsync();
        Aws.On("PublishBatch", (_, _) => Task.FromResult(answer));

        var publishing = () => bus.Bus.Publish(new Counted(1), Cancelled).WaitAsync(TimeSpan.FromSeconds(20), Cancelled);

        (await publishing.Should().ThrowAsync<Exception>()).Which.Should().NotBeOfType<TimeoutException>();
        await GoesOnAsync(bus);
    }

    [Theory]
    [InlineData("""{"Messages":[{}]}""")]
    [InlineData("""{"Messages":[null]}""")]
    [InlineData("""{"Messages":[{"MessageId":"m","ReceiptHandle":"r"}]}""")]
    [InlineData($$"""{"Messages":[{"Body":"x","MD5OfBody":"{{Md5OfX}}"}]}""")]
    [InlineData("garbage")]
    [InlineData("")]
    public async Task A_poll_that_returns_nonsense_costs_nothing_that_came_with_it(string nonsense)
    {
        // There is room for three messages: not one lie may keep its room.
        await using var bus = await StartAsync(prefetch: 3);
        var lies = 0;
        Aws.On("ReceiveMessage", (_, _) =>
        {
            Interlocked.Increment(ref lies);
            return Task.FromResult(nonsense);
        });
        await Patiently.UntilAsync(() => lies > 3, "the server lies");
        lies.Should().BeLessThan(8, "it is asked less and less");
        Aws.Heal();

        await GoesOnAsync(bus);
    }

    [Fact]
    public async Task Messages_beside_a_broken_one_are_handled()
    {
        await using var bus = await StartAsync();
        Aws.On("ReceiveMessage", async (request, pass) =>
        {
            var answer = JsonNode.Parse(await pass(request))!.AsObject();
            if (answer["Messages"] is JsonArray { Count: > 0 } messages) messages.Insert(0, new JsonObject { ["Body"] = "x", ["MD5OfBody"] = Md5OfX });
            return answer.ToJsonString();
        });

        await GoesOnAsync(bus);
        _tally.Repeated.Should().BeEmpty();
    }

    [Theory]
    [InlineData("ReceiveMessage")]
    [InlineData("DeleteMessageBatch")]
    [InlineData("PublishBatch")]
    public async Task A_server_that_hangs_is_given_up_and_asked_again(string action)
    {
        await using var bus = await TestBus.StartAsync(
            Aws.Url,
            bus =>
            {
                bus.SetVisibilityTimeout(2);
                bus.AddTally(_tally);
            },
            host: settings =>
            {
                settings.Config(new AmazonSQSConfig { ServiceURL = $"{Aws.Url}", Timeout = TimeSpan.FromSeconds(2), MaxErrorRetry = 1 });
                settings.Config(new AmazonSimpleNotificationServiceConfig { ServiceURL = $"{Aws.Url}", Timeout = TimeSpan.FromSeconds(2), MaxErrorRetry = 1 });
            });
        var hangs = 0;
        Aws.On(action, async (request, pass) =>
        {
            if (Interlocked.Increment(ref hangs) <= 3) await new TaskCompletionSource<string>().Task.WaitAsync(Cancelled);
            return await pass(request);
        });

        await GoesOnAsync(bus);
        hangs.Should().BeGreaterThan(0);
    }

    /// <summary>Messages are consumed, and the queue is empty after it.</summary>
    private async Task GoesOnAsync(TestBus bus)
    {
        Aws.Calls("CreateQueue").Should().NotBeEmpty();
        var numbers = Enumerable.Range(100, 20).ToList();
        await Patiently.UntilAsync(
            async () =>
            {
                try
                {
                    await Task.WhenAll(numbers.Select(number => bus.Bus.Publish(new Counted(number), Cancelled)));
                    return true;
                }
                catch (Exception refused) when (refused is not OperationCanceledException { CancellationToken.IsCancellationRequested: true })
                {
                    // The lie goes on.
                    Aws.Heal();
                    return false;
                }
            },
            "messages can be published");
        await _tally.HasAllAsync(numbers);
    }

    private Task<TestBus> StartAsync(int prefetch = 16) => TestBus.StartAsync(Aws.Url, bus =>
    {
        bus.SetVisibilityTimeout(2);
        bus.SetQueue(queue => queue.PrefetchCount = prefetch);
        bus.AddTally(_tally);
    });
}
