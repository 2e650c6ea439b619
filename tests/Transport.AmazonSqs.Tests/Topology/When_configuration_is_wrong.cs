using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed class When_configuration_is_wrong(SharedServer server)
{
    [Fact]
    public void All_errors_are_told_at_once_before_anything_starts()
    {
        var starting = () => TestBus.Create(
            server.Url,
            configure: (_, transport) =>
            {
                transport.Message<AlertRaised>(message => message.SetEntityName("alert.raised"));
                transport.Publish<AlertRaised>(topic => topic.SubscribeQueue("alerts.fifo"));
                transport.ReceiveEndpoint("alerts.fifo", _ => { });
                transport.ReceiveEndpoint(new string('q', 71), _ => { });
                transport.ReceiveEndpoint("wait", endpoint => endpoint.WaitTimeSeconds = 21);
                transport.ReceiveEndpoint("prefetch", endpoint => endpoint.PrefetchCount = 0);
                transport.ReceiveEndpoint("limit", endpoint => endpoint.ConcurrentMessageLimit = 0);
                transport.ReceiveEndpoint("short", endpoint => endpoint.QueueAttributes["VisibilityTimeout"] = 0);
                transport.ReceiveEndpoint("long", endpoint => endpoint.MaxVisibilityTimeout = TimeSpan.FromHours(13));
            },
            host: host =>
            {
                host.Scope("s", scopeTopics: true);
                host.AccessKey("AKIAEXAMPLE");
                host.AccountId = "123";
            }).Bus;

        starting.Should().Throw<ConfigurationException>().Which.Message.Should()
            .Contain("ends in .fifo").And
            .Contain("SQS allows 80").And
            .Contain("WaitTimeSeconds is 21").And
            .Contain("PrefetchCount is 0").And
            .Contain("ConcurrentMessageLimit is 0").And
            .Contain("VisibilityTimeout is 0 s").And
            .Contain("MaxVisibilityTimeout is 13:00:00").And
            .Contain("only one is set").And
            .Contain("The account id '123' has to be 12 digits").And
            .Contain("The topic name 's_alert.raised'", Exactly.Once()).And
            .NotContain("AKIAEXAMPLE");
    }

    [Theory]
    [InlineData("a.b", "*The scope 'a.b' has a character that AWS does not allow*")]
    [InlineData("12345678901234567890123456789012", "*The scope '12345678901234567890123456789012' has 32 characters; 31 are allowed*")]
    public void Scope_is_checked(string scope, string error) =>
        FluentActions.Invoking(() => TestBus.Create(server.Url, scope: scope).Bus).Should().Throw<ConfigurationException>().WithMessage(error);

    [Fact]
    public async Task Endpoint_that_is_connected_at_run_time_is_checked_too()
    {
        await using var bus = await TestBus.StartAsync(server.Url);

        var connecting = () => bus.Bus.ConnectReceiveEndpoint("alerts.fifo", _ => { });

        connecting.Should().Throw<ConfigurationException>().WithMessage("*ends in .fifo*");
        bus.Bus.CheckHealth().Status.Should().Be(BusHealthStatus.Healthy);
    }

    [Theory]
    [InlineData("queue:alerts.fifo", "*ends in .fifo*")]
    [InlineData("topic:alerts.fifo", "*ends in .fifo*")]
    [InlineData("exchange:alerts", "*is no address of SQS or SNS*")]
    public async Task Wrong_address_is_refused(string address, string message)
    {
        await using var bus = await TestBus.StartAsync(server.Url);

        var sending = async () =>
            await (await bus.Bus.GetSendEndpoint(new Uri(address))).Send(new AlertRaised(1), TestContext.Current.CancellationToken);

        await sending.Should().ThrowAsync<ArgumentException>().WithMessage(message);
    }
}
