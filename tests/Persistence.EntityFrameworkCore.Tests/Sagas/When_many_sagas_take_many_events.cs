using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Sagas;

public sealed class When_many_sagas_take_many_events(ITestOutputHelper output)
{
    private const int Sagas = 200, Events = 10;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Each_event_counts_once_whatever_is_delivered_twice(Engine engine)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        await using var host = await OutboxHost.StartAsync(database, bus =>
        {
            bus.AddSagaStateMachine<CountStateMachine, Count, CountDefinition>()
                .EntityFrameworkRepository(repository => repository.ExistingDbContext<NoteContext>());
            bus.AddSingleton(heard);
            bus.AddConsumer<SteppedConsumer>();
        });

        var ids = Enumerable.Range(0, Sagas).Select(_ => Guid.NewGuid()).ToArray();
        var sends = ids.SelectMany(id => Enumerable.Range(1, Events).Select(amount => (Step: new Step(id, amount), MessageId: NewId.NextGuid()))).ToList();
        sends.AddRange(sends.Where(_ => random.Next(2) == 0).ToList());
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sends));
        await Parallel.ForEachAsync(sends, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (send, cancellation) =>
            await host.Bus.Publish(send.Step, context => context.MessageId = send.MessageId, cancellation));

        await Patiently.UntilAsync(async () => await host.InboxCountAsync() == Sagas * Events && heard.Count >= Sagas * Events, "every event consumed", 120);
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 0, "the outbox is empty");
        var counts = await host.ReadAsync(context => context.Counts.AsNoTracking().ToListAsync());
        counts.Should().HaveCount(Sagas).And.OnlyContain(count => count.Steps == Events && count.Sum == Events * (Events + 1) / 2);
        counts.Should().OnlyContain(count => count.Version == Events - 1, "the insert does not raise the version and each update does");
        heard.MessageIds.Should().HaveCount(Sagas * Events).And.OnlyHaveUniqueItems();
    }
}
