using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Wire;

public sealed class When_raw_clients_read(SharedServer server) : IDisposable
{
    private readonly Clients _clients = new(server.Url);

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task Published_message_is_as_its_golden_file_shows()
    {
        await using var bus = await TestBus.StartAsync(
            server.Url, configure: (_, transport) => transport.Publish<OrderPlaced>(topic => topic.SubscribeQueue("orders")));

        await bus.Bus.Publish(
            new OrderPlaced(7, "Zoë"),
            context =>
            {
                context.MessageId = Id('1');
                context.CorrelationId = Id('2');
                context.ConversationId = Id('3');
                context.Headers.Set("Tenant", "north");
            },
            TestContext.Current.CancellationToken);

        var topicArn = (await _clients.SubscriptionAsync(bus.Name("AlertResponder_Transport_AmazonSqs_Tests_Wire-OrderPlaced")))["TopicArn"];
        await Golden.CheckAsync("published", bus.Scope, await _clients.TakeAsync(bus.Name("orders")), topicArn.Split(':')[^1]);
    }

    [Fact]
    public async Task Sent_message_is_as_its_golden_file_shows()
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, _) => { });
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:orders"));

        await endpoint.Send(
            new OrderPlaced(7, "Zoë"),
            context =>
            {
                context.MessageId = Id('1');
                context.ConversationId = Id('3');
                context.RequestId = Id('4');
                context.ResponseAddress = new Uri($"amazonsqs://eu-central-1/{bus.Scope}/answers");
                context.FaultAddress = new Uri($"amazonsqs://eu-central-1/{bus.Scope}/faults");
            },
            TestContext.Current.CancellationToken);

        await Golden.CheckAsync("sent", bus.Scope, await _clients.TakeAsync(bus.Name("orders")));
    }

    [Fact]
    public async Task Message_has_ten_attributes_at_most()
    {
        var message = await SendAsync(context =>
        {
            for (var i = 0; i < 20; i++) context.Headers.Set($"Header-{i}", "value");
        });

        message.MessageAttributes.Should().HaveCount(10).And.ContainKey("Content-Type");
    }

    [Fact]
    public async Task Headers_that_are_not_allowed_are_in_the_envelope_alone()
    {
        var message = await SendAsync(
            context =>
            {
                context.Headers.Set("Public", "yes");
                context.Headers.Set("Private", "no");
            },
            host => host.AllowTransportHeader(header => header.Key == "Public"));

        message.MessageAttributes.Keys.Should().BeEquivalentTo("Content-Type", "Public");
        message.Body.Should().Contain("Private");
    }

    private static Guid Id(char digit) => new(new string(digit, 32));

    private async Task<Amazon.SQS.Model.Message> SendAsync(Action<SendContext<OrderPlaced>> configure, Action<HostSettings>? host = null)
    {
        await using var bus = await TestBus.StartAsync(server.Url, configure: (_, _) => { }, host: host);
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:orders"));
        await endpoint.Send(new OrderPlaced(7, "Zoë"), configure, TestContext.Current.CancellationToken);
        return await _clients.TakeAsync(bus.Name("orders"));
    }
}
