using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class LargeMessages(ITransport transport) : ComplianceTests(transport)
{
    private readonly Heard<Order> _orders = new();

    [Theory]
    [InlineData(10_000)]
    [InlineData(200_000)]
    public async Task Large_message_is_published(int length)
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);
        var text = TextOf(length);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(number => bus.PublishAsync(new Order(number, text))));

        (await _orders.ManyAsync(5)).Select(order => order.Message.Text).Should().AllBe(text);
    }

    [Fact]
    public async Task Message_of_almost_a_megabyte_is_sent_to_a_queue_together_with_small_ones()
    {
        await using var bus = await StartAsync<Order>("orders", _orders.HearAsync);
        string[] texts = [TextOf(1_000_000), "small", TextOf(600_000), TextOf(500_000), "small too"];

        await Task.WhenAll(texts.Select((text, number) => bus.SendAsync("orders", new Order(number, text))));

        (await _orders.ManyAsync(5)).OrderBy(order => order.Message.Number).Select(order => order.Message.Text).Should().Equal(texts);
    }

    private static string TextOf(int bytes) => string.Concat(Enumerable.Repeat("abc", bytes / 3));
}
