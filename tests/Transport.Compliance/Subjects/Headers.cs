using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Headers(ITransport transport) : ComplianceTests(transport)
{
    private readonly Heard<Order> _orders = new();

    [Fact]
    public async Task Header_of_each_kind_arrives_as_it_was()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);
        var id = NewId.NextGuid();
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

        await bus.PublishAsync(new Order(1), context =>
        {
            context.Headers.Set("Text", "plain");
            context.Headers.Set("Number", 42);
            context.Headers.Set("Long", long.MaxValue);
            context.Headers.Set("Flag", true);
            context.Headers.Set("Id", id);
            context.Headers.Set("Time", time);
            context.Headers.Set("Non-Ascii", "Zoë 日本 🙂");
            context.Headers.Set("Control", "a\u0001b\u001f\r\n\tc");
            context.Headers.Set("Empty", "");
            context.Headers.Set("A name that AWS does not allow: äöü", "kept");
        });

        var headers = (await _orders.OneAsync()).Headers;
        headers.Get<string>("Text").Should().Be("plain");
        headers.Get<int>("Number").Should().Be(42);
        headers.Get<long>("Long").Should().Be(long.MaxValue);
        headers.Get<bool>("Flag").Should().Be(true);
        headers.Get<Guid>("Id").Should().Be(id);
        headers.Get<DateTimeOffset>("Time").Should().Be(time);
        headers.Get<string>("Non-Ascii").Should().Be("Zoë 日本 🙂");
        headers.Get<string>("Control").Should().Be("a\u0001b\u001f\r\n\tc");
        headers.Get<string>("Empty").Should().Be("");
        headers.Get<string>("A name that AWS does not allow: äöü").Should().Be("kept");
    }

    [Fact]
    public async Task More_headers_than_AWS_has_attributes_arrive()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);
        var names = Enumerable.Range(0, 25).Select(number => $"Header-{number}").ToList();

        await bus.PublishAsync(new Order(1), context => names.ForEach(name => context.Headers.Set(name, $"value of {name}")));

        var headers = (await _orders.OneAsync()).Headers;
        names.Should().AllSatisfy(name => headers.Get<string>(name).Should().Be($"value of {name}"));
    }

    [Fact]
    public async Task Any_text_arrives_as_it_was_in_the_message_and_in_a_header()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 100).Select(_ => AnyText(random)).ToList();

        await Task.WhenAll(texts.Select((text, number) => bus.PublishAsync(new Order(number, text), context => context.Headers.Set("Text", text))));

        foreach (var order in await _orders.ManyAsync(texts.Count))
        {
            order.Message.Text.Should().Be(texts[order.Message.Number]);
            order.Headers.Get<string>("Text").Should().Be(texts[order.Message.Number]);
        }
    }

    /// <summary>Half of it control characters and what escapes have a meaning for, half of it anything but halves of characters.</summary>
    private static string AnyText(Random random) => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ =>
        (char)(random.Next(2) == 0 ? random.Next(0x80) : random.Next(0xD800))));
}
