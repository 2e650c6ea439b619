using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Outbox;

public sealed class When_a_request_publishes
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_thousand_messages_are_stored_with_its_changes_and_delivered(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        await using var host = await StartAsync(database, heard);

        await using (var scope = host.Services.CreateAsyncScope())
        {
            var publisher = scope.ServiceProvider.GetRequiredService<IPublishEndpoint>();
            var context = scope.ServiceProvider.GetRequiredService<NoteContext>();
            for (var i = 0; i < 1_000; i++) await publisher.Publish(new Followed($"{i:000}"), TestContext.Current.CancellationToken);
            context.Notes.Add(new Note { Text = "request" });
            heard.Count.Should().Be(0);
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await Patiently.UntilAsync(() => heard.Count >= 1_000, "all are delivered");
        await Wait.ForEmptyOutboxAsync(host);
        heard.Texts.Should().Equal(Enumerable.Range(0, 1_000).Select(i => $"{i:000}"));
        (await host.NotesAsync()).Should().Equal("request");
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Nothing_goes_out_when_it_does_not_save(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        await using var host = await StartAsync(database, heard);

        await using (var scope = host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(new Followed("unsaved"), TestContext.Current.CancellationToken);
            var endpoint = await scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri("queue:followed"));
            await endpoint.Send(new Followed("unsaved"), TestContext.Current.CancellationToken);
        }

        await SaveAsync(host, "saved");
        await Patiently.UntilAsync(() => heard.Count == 1, "the saved one arrives");
        heard.Texts.Should().Equal("saved");
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_transaction_that_is_rolled_back_takes_its_messages_with_it(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        await using var host = await StartAsync(database, heard);

        await using (var scope = host.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<NoteContext>();
            await using (await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
            {
                await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(new Followed("rolled back"), TestContext.Current.CancellationToken);
                await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            }

            // The same context goes on with another transaction.
            context.ChangeTracker.Clear();
            await using var second = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(new Followed("committed"), TestContext.Current.CancellationToken);
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            await second.CommitAsync(TestContext.Current.CancellationToken);
        }

        await Patiently.UntilAsync(() => heard.Count >= 1, "the committed one arrives");
        await Wait.ForEmptyOutboxAsync(host);
        heard.Texts.Should().Equal("committed");
    }

    private static async Task SaveAsync(OutboxHost host, string text)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(new Followed(text), TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<NoteContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static Task<OutboxHost> StartAsync(TestDatabase database, Heard heard) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton(heard);
        bus.AddConsumer<FollowedConsumer>();
    }, busOutbox: true);

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Row_has_its_id_when_it_is_handed_over_also_when_the_save_is_accepted_later(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await StartAsync(database, new Heard());
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<NoteContext>();
        await using var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(new Followed("x"), TestContext.Current.CancellationToken);

        await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        // Known by another id, it would be found in the table a moment later and be sent twice.
        context.ChangeTracker.Entries<OutboxRow>().Single().Entity.Id.Should().BePositive();
    }
}
