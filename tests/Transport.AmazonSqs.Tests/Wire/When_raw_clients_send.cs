using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Wire;

public sealed class When_raw_clients_send(SharedServer server) : IDisposable
{
    private const string Envelope = "application/vnd.masstransit+json";

    private readonly Clients _clients = new(server.Url);
    private readonly Heard<OrderPlaced> _orders = new();

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task Message_of_the_official_package_is_consumed()
    {
        await using var bus = await StartAsync(_orders.HearAsync);

        await _clients.SendAsync(
            bus.Name("orders"), await Golden.TextAsync("official"),
            ("Content-Type", Envelope), ("CorrelationId", $"{new Guid(new string('2', 32))}"), ("Tenant", "north"));

        var order = await _orders.OneAsync();
        order.Message.Should().Be(new OrderPlaced(7, "Zoë"));
        order.CorrelationId.Should().Be(new Guid(new string('2', 32)));
        order.Headers.Get<string>("Tenant").Should().Be("north");
        order.SourceAddress!.Query.Should().Contain("autodelete=true");
        order.ReceiveContext.TransportHeaders.Get<string>("Tenant").Should().Be("north");
        order.ReceiveContext.TransportHeaders.Get<string>("tenant").Should().Be("north");
    }

    [Fact]
    public async Task Message_in_the_envelope_of_SNS_is_consumed()
    {
        await using var bus = await StartAsync(_orders.HearAsync);
        var topic = await _clients.CreateTopicAsync();
        await _clients.Sns.SubscribeAsync(
            new() { TopicArn = topic, Protocol = "sqs", Endpoint = await _clients.QueueArnAsync(await _clients.UrlAsync(bus.Name("orders"))) },
            TestContext.Current.CancellationToken);

        await _clients.Raw.PublishAsync(topic, await Golden.TextAsync("official"), ("Content-Type", Envelope));

        var order = await _orders.OneAsync();
        order.Message.Should().Be(new OrderPlaced(7, "Zoë"));
        order.ReceiveContext.ContentType!.MediaType.Should().Be(Envelope);
    }

    [Fact]
    public async Task Envelope_of_SNS_that_cannot_be_read_is_moved_aside_alone()
    {
        await using var bus = await StartAsync(_orders.HearAsync);
        const string unreadable = """{"Type":"Notification","TopicArn":"arn:aws:sns:eu-central-1:123456789012:any","Message":"\ud800"}""";

        await _clients.SendAsync(bus.Name("orders"), unreadable);
        await _clients.SendAsync(bus.Name("orders"), await Golden.TextAsync("official"));

        (await _orders.OneAsync()).Message.Number.Should().Be(7);
        (await _clients.TakeAsync(bus.Name("orders_skipped"))).Body.Should().Be(unreadable);
        bus.Bus.CheckHealth().Status.Should().Be(BusHealthStatus.Healthy);
    }

    [Fact]
    public async Task Envelope_without_attributes_is_consumed()
    {
        await using var bus = await StartAsync(_orders.HearAsync);

        await _clients.SendAsync(bus.Name("orders"), await Golden.TextAsync("official"));

        (await _orders.OneAsync()).Message.Number.Should().Be(7);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task Raw_JSON_is_consumed_by_an_endpoint_that_reads_it(string? contentType)
    {
        await using var bus = await StartAsync(_orders.HearAsync, endpoint => endpoint.UseRawJsonDeserializer(isDefault: true));

        await _clients.SendAsync(
            bus.Name("orders"), """{"number":8,"customer":"raw"}""", contentType is null ? [] : [("Content-Type", contentType), ("Tenant", "north")]);

        var order = await _orders.OneAsync();
        order.Message.Should().Be(new OrderPlaced(8, "raw"));
        if (contentType is not null) order.ReceiveContext.TransportHeaders.Get<string>("Tenant").Should().Be("north");
    }

    [Fact]
    public async Task What_cannot_be_read_is_moved_to_the_error_queue_as_it_came()
    {
        await using var bus = await StartAsync(_orders.HearAsync);

        await _clients.SendAsync(bus.Name("orders"), "what?", ("Content-Type", Envelope), ("Tenant", "north"));

        var error = await _clients.TakeAsync(bus.Name("orders_error"));
        error.Body.Should().Be("what?");
        error.MessageAttributes["MT-Reason"].StringValue.Should().Be("fault");
        error.MessageAttributes["Tenant"].StringValue.Should().Be("north");
        _orders.Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task Failed_message_has_its_attributes_and_the_reason_in_the_error_queue()
    {
        await using var bus = await StartAsync(_ => throw new InvalidOperationException("order\u0001 failed"));
        var body = await Golden.TextAsync("official");

        await _clients.SendAsync(
            bus.Name("orders"), body, ("Content-Type", Envelope), ("Tenant", "north"), ("MT-Activity-Id", "old"), ("MT-Fault-Message", "older"));

        var error = await _clients.TakeAsync(bus.Name("orders_error"));
        error.Body.Should().Be(body);
        error.MessageAttributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue).Should().Equal(
            new Dictionary<string, string>
            {
                ["Content-Type"] = Envelope,
                ["Tenant"] = "north",
                ["MT-Reason"] = "fault",
                ["MT-Fault-Message"] = "order\\u0001 failed",
                ["MT-Fault-ExceptionType"] = "System.InvalidOperationException",
                ["MT-Fault-InputAddress"] = $"amazonsqs://eu-central-1/{bus.Scope}/orders",
            });
    }

    [Fact]
    public async Task Failed_message_with_ten_attributes_gets_to_the_error_queue_with_all_of_them()
    {
        await using var bus = await StartAsync(_ => throw new InvalidOperationException("fails"));
        var attributes = Enumerable.Range(0, 9).Select(i => ($"Header-{i}", "value")).Prepend(("Content-Type", Envelope)).ToArray();

        await _clients.SendAsync(bus.Name("orders"), await Golden.TextAsync("official"), attributes);

        var error = await _clients.TakeAsync(bus.Name("orders_error"));
        error.MessageAttributes.Keys.Should().BeEquivalentTo(attributes.Select(attribute => attribute.Item1));
    }

    [Fact]
    public async Task Failed_message_of_the_largest_size_gets_to_the_error_queue()
    {
        await using var bus = await StartAsync(_ => throw new InvalidOperationException(new string('x', 5_000)));
        var body = await Golden.TextAsync("official");

        await _clients.SendAsync(bus.Name("orders"), body + new string(' ', 1_048_576 - System.Text.Encoding.UTF8.GetByteCount(body)));

        var error = await _clients.TakeAsync(bus.Name("orders_error"));
        error.Body.Trim().Should().Be(body.Trim());
    }

    [Fact]
    public async Task Message_to_be_delivered_later_waits()
    {
        var deliverAt = TimeProvider.System.GetUtcNow().AddSeconds(3);
        var heardAt = new TaskCompletionSource<DateTimeOffset>();
        await using var bus = await StartAsync(context =>
        {
            heardAt.TrySetResult(TimeProvider.System.GetUtcNow());
            return _orders.HearAsync(context);
        });

        await _clients.SendAsync(
            bus.Name("orders"), await Golden.TextAsync("official"), ("Content-Type", Envelope), ("MT-Deliver-At", $"{deliverAt:O}"), ("Tenant", "north"));

        var order = await _orders.OneAsync();
        (await heardAt.Task).Should().BeOnOrAfter(deliverAt);
        order.ReceiveContext.TransportHeaders.Get<string>("Tenant").Should().Be("north");
        order.ReceiveContext.TransportHeaders.TryGetHeader("MT-Deliver-At", out _).Should().BeFalse();
    }

    private Task<TestBus> StartAsync(MessageHandler<OrderPlaced> handle, Action<IAmazonSqsReceiveEndpointConfigurator>? configure = null) =>
        TestBus.StartAsync(server.Url, configure: (_, transport) => transport.Endpoint("orders", endpoint =>
        {
            configure?.Invoke(endpoint);
            endpoint.Handler(handle);
        }));
}
