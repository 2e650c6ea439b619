using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed class When_nothing_may_be_created : IAsyncDisposable
{
    private readonly Clients _clients;
    private readonly FaultyProxy _proxy;
    private readonly Heard<AlertRaised> _alerts = new();

    public When_nothing_may_be_created(SharedServer server)
    {
        _clients = new(server.Url);
        _proxy = FaultyProxy.Start(server.Url);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Bus_works_on_what_was_deployed_with_the_calls_of_messages_alone()
    {
        string scope;
        await using (var deployed = await StartAsync()) scope = deployed.Scope;
        _proxy.ForgetRequests();

        await using var bus = await StartAsync(scope, create: false);
        await bus.Bus.Publish(new AlertRaised(1), Cancelled);
        await (await bus.Bus.GetSendEndpoint(new Uri("queue:alerts"))).Send(new AlertRaised(2), Cancelled);
        await _alerts.ManyAsync(2);

        _proxy.Requests.Keys.Should().BeSubsetOf(
            ["GetQueueUrl", "PublishBatch", "SendMessageBatch", "ReceiveMessage", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"]);
    }

    [Fact]
    public async Task Failed_message_is_in_the_error_queue_with_its_reason_although_nobody_deployed_a_topic_for_faults()
    {
        string scope;
        await using (var deployed = await StartAsync()) scope = deployed.Scope;

        await using var bus = await StartAsync(scope, create: false);
        await bus.Bus.Publish(new AlertRaised(-1), Cancelled);

        (await _clients.TakeAsync(bus.Name("alerts_error"))).MessageAttributes["MT-Fault-Message"].StringValue.Should().Be("fails");
    }

    [Fact]
    public async Task Missing_queue_is_told_by_its_name_with_what_to_do()
    {
        await using var bus = Create(Guid.NewGuid().ToString("N")[..10], create: false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var starting = bus.Bus.StartAsync(stop.Token);

        await Patiently.UntilAsync(
            () => $"{bus.Bus.CheckHealth().Exception}{string.Concat(bus.Bus.CheckHealth().Endpoints.Values.Select(endpoint => endpoint.Description))}"
                .Contains($"'{bus.Name("alerts")}' does not exist, and this process may not create it", StringComparison.Ordinal),
            "the bus tells");

        bus.Bus.CheckHealth().Status.Should().NotBe(BusHealthStatus.Healthy);
        await stop.CancelAsync();
        await starting.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Publisher_alone_has_to_be_told_the_account()
    {
        await using (var deployed = await StartAsync("publisher")) { }

        await using var bus = await TestBus.StartAsync(
            _proxy.Url, configure: (_, _) => { }, host: host => host.CreateTopology = false, scope: "publisher");
        var publishing = () => bus.Bus.Publish(new AlertRaised(1), Cancelled);
        (await publishing.Should().ThrowAsync<AmazonSqsTransportException>()).WithMessage("*Set AccountId beside CreateTopology=false*");

        await using var told = await TestBus.StartAsync(
            _proxy.Url,
            configure: (_, _) => { },
            host: host =>
            {
                host.CreateTopology = false;
                host.AccountId = "000000000000";
            },
            scope: "publisher");
        await told.Bus.Publish(new AlertRaised(1), Cancelled);
    }

    private TestBus Create(string? scope, bool create) => TestBus.Create(
        _proxy.Url,
        configure: (_, transport) => transport.Endpoint("alerts", endpoint => endpoint.Handler<AlertRaised>(context =>
            context.Message.Number < 0 ? throw new InvalidOperationException("fails") : _alerts.HearAsync(context))),
        host: host => host.CreateTopology = create,
        scope: scope);

    private async Task<TestBus> StartAsync(string? scope = null, bool create = true)
    {
        var bus = Create(scope, create);
        await bus.Bus.StartAsync(Cancelled);
        return bus;
    }
}
