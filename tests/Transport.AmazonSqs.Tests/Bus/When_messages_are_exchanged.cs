using System.Collections.Concurrent;
using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

public sealed class When_messages_are_exchanged(SharedServer server)
{
    private readonly ConcurrentBag<int> _heard = [];

    [Fact]
    public async Task Published_message_is_consumed()
    {
        await using var bus = await TestBus.StartAsync(server.Url, bus => bus.AddHandler<Ping>(context => Hear(context.Message)));

        await bus.Bus.Publish(new Ping(1), TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => _heard.Contains(1), "the message is consumed");
    }

    [Fact]
    public async Task Request_is_answered()
    {
        await using var bus = await TestBus.StartAsync(server.Url, bus =>
        {
            bus.AddHandler<Ping, Pong>(context => Task.FromResult(new Pong(context.Message.Number)));
            bus.AddRequestClient<Ping>();
        });
        using var scope = bus.Services.CreateScope();

        var answer = await scope.ServiceProvider.GetRequiredService<IRequestClient<Ping>>()
            .GetResponse<Pong>(new Ping(7), TestContext.Current.CancellationToken, RequestTimeout.After(s: 30));

        Assert.Equal(7, answer.Message.Number);
    }

    [Fact]
    public async Task Thousand_messages_are_consumed_once_each()
    {
        await using var bus = await TestBus.StartAsync(server.Url, bus => bus.AddHandler<Ping>(context => Hear(context.Message)));

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => bus.Bus.Publish(new Ping(i), TestContext.Current.CancellationToken)));

        await Patiently.UntilAsync(() => _heard.Count >= 1000, "all are consumed");
        Assert.Equal(Enumerable.Range(0, 1000), _heard.Order());
    }

    private Task Hear(Ping ping)
    {
        _heard.Add(ping.Number);
        return Task.CompletedTask;
    }

    public sealed record Ping(int Number);

    public sealed record Pong(int Number);
}
