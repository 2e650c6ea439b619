using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Requests(ITransport transport) : ComplianceTests(transport)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_request_gets_its_own_answer()
    {
        await using var bus = await StartRequestingAsync(context => context.RespondAsync(new Invoice(context.Message.Number)));
        using var scope = bus.Services.CreateScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<Order>>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => client.GetResponse<Invoice>(new Order(number), Cancelled)));

        answers.Select(answer => answer.Message.Number).Should().Equal(Enumerable.Range(0, 20));
    }

    [Fact]
    public async Task Answer_can_be_of_either_of_two_types()
    {
        await using var bus = await StartRequestingAsync(context => context.Message.Number == 0
            ? context.RespondAsync(new SoldOut(0))
            : context.RespondAsync(new Invoice(context.Message.Number)));
        using var scope = bus.Services.CreateScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<Order>>();

        var invoice = await client.GetResponse<Invoice, SoldOut>(new Order(1), Cancelled);
        var soldOut = await client.GetResponse<Invoice, SoldOut>(new Order(0), Cancelled);

        invoice.Is(out Response<Invoice>? _).Should().BeTrue();
        soldOut.Is(out Response<SoldOut>? _).Should().BeTrue();
    }

    [Fact]
    public async Task Fault_of_the_consumer_is_told_to_the_one_who_asked()
    {
        await using var bus = await StartRequestingAsync(_ => throw new InvalidOperationException("no such order"));
        using var scope = bus.Services.CreateScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<Order>>();

        var asking = () => client.GetResponse<Invoice>(new Order(1), Cancelled);

        (await asking.Should().ThrowAsync<RequestFaultException>()).Which.Fault!.Exceptions.Single().Message.Should().Be("no such order");
    }

    [Fact]
    public async Task Request_that_nobody_answers_times_out()
    {
        await using var bus = await StartRequestingAsync(_ => Task.CompletedTask);
        using var scope = bus.Services.CreateScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<Order>>();

        var asking = () => client.GetResponse<Invoice>(new Order(1), Cancelled, RequestTimeout.After(ms: 500));

        await asking.Should().ThrowAsync<RequestTimeoutException>();
    }

    [Fact]
    public async Task Request_is_sent_to_a_queue()
    {
        await using var bus = await StartRequestingAsync(context => context.RespondAsync(new Invoice(context.Message.Number)));
        var client = bus.Services.GetRequiredService<IClientFactory>().CreateRequestClient<Order>(new Uri("queue:orders"));

        var answer = await client.GetResponse<Invoice>(new Order(8), Cancelled);

        answer.Message.Number.Should().Be(8);
    }

    private Task<RunningBus> StartRequestingAsync(MessageHandler<Order> handle) => StartAsync(
        bus => bus.AddRequestClient<Order>(),
        (_, factory) => factory.ReceiveEndpoint("orders", endpoint => endpoint.Handler(handle)));
}
