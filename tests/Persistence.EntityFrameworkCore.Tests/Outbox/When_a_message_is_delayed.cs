using System.Diagnostics;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Outbox;

public sealed class When_a_message_is_delayed
{
    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task It_comes_at_its_time_and_once(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(database, time);
        var id = await ArmAsync(host);

        time.Advance(OneHour - TimeSpan.FromSeconds(5));
        await ProveQuietAsync(host);
        (await CountAsync(host, id)).TimersFired.Should().Be(0);
        time.Advance(TimeSpan.FromSeconds(5));

        await Patiently.UntilAsync(async () => (await CountAsync(host, id)).TimersFired == 1, "the timer fires");
        await Wait.ForEmptyOutboxAsync(host);
        time.Advance(OneHour);
        await ProveQuietAsync(host);
        (await CountAsync(host, id)).TimersFired.Should().Be(1);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task It_survives_a_restart(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        Guid id;
        await using (var first = await StartAsync(database, time)) id = await ArmAsync(first);
        time.Advance(OneHour);

        await using var second = await StartAsync(database, time);

        await Patiently.UntilAsync(async () => (await CountAsync(second, id)).TimersFired == 1, "the timer fires");
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_clock_that_is_set_back_loses_and_doubles_nothing(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var time = new AdjustableClock(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(database, time);
        var id = await ArmAsync(host);

        time.Shift(-TimeSpan.FromDays(1));
        await ProveQuietAsync(host);
        (await CountAsync(host, id)).TimersFired.Should().Be(0);
        time.Shift(TimeSpan.FromDays(1) + OneHour);

        await Patiently.UntilAsync(async () => (await CountAsync(host, id)).TimersFired == 1, "the timer fires");
        time.Shift(-TimeSpan.FromDays(2));
        time.Shift(TimeSpan.FromDays(2));
        await ProveQuietAsync(host);
        (await CountAsync(host, id)).TimersFired.Should().Be(1);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task What_is_unscheduled_leaves_the_outbox(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(database, time);
        var id = await ArmAsync(host);

        await host.Bus.Publish(new Disarm(id), TestContext.Current.CancellationToken);

        await Wait.ForEmptyOutboxAsync(host);
        (await CountAsync(host, id)).TimerToken.Should().BeNull();
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task What_is_scheduled_anew_has_one_row(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(database, time);
        var id = await ArmAsync(host);
        var first = (await CountAsync(host, id)).TimerToken;

        await host.Bus.Publish(new Arm(id, 7_200), TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(async () => (await CountAsync(host, id)).TimerToken != first, "armed anew");
        (await host.OutboxAsync()).Should().ContainSingle()
            .Which.AvailableAt.Should().BeOnOrAfter((time.GetUtcNow() + (2 * OneHour)).AddSeconds(-5)).And.BeOnOrBefore(time.GetUtcNow() + (2 * OneHour));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Its_trace_goes_on_where_it_began(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == "MassTransit", Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var heard = new Heard();
        var trace = new TaskCompletionSource<ActivityTraceId>();
        var script = new Script
        {
            OnWork = async (context, _) =>
            {
                trace.TrySetResult(Activity.Current!.TraceId);
                await context.Publish(new Followed("late"), publish => publish.Delay = OneHour);
            },
        };
        await using var host = await OutboxHost.StartAsync(database, bus =>
        {
            bus.AddSingleton(heard).AddSingleton(script);
            bus.AddConsumer<WorkConsumer, WorkDefinition>();
            bus.AddConsumer<FollowedConsumer>();
        }, time);

        await host.Bus.Publish(new Work("now"), TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(() => heard.Count == 1, "what was not delayed arrives");
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 1, "only the delayed one is left");
        time.Advance(OneHour);

        await Patiently.UntilAsync(() => heard.Count == 2, "the delayed one arrives");
        heard.Traces.Should().AllBeEquivalentTo(await trace.Task);
    }

    private static Task<OutboxHost> StartAsync(TestDatabase database, TimeProvider time) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton<Heard>();
        bus.AddConsumer<SteppedConsumer>();
        bus.AddSagaStateMachine<CountStateMachine, Count, CountDefinition>()
            .EntityFrameworkRepository(repository => repository.ExistingDbContext<NoteContext>());
    }, time);

    private static async Task<Guid> ArmAsync(OutboxHost host)
    {
        var id = Guid.NewGuid();
        await host.Bus.Publish(new Arm(id, (int)OneHour.TotalSeconds), TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 1, "the timer is in the outbox");
        return id;
    }

    /// <summary>A message that goes through the same outbox after the change of the clock: what was due by then has been found before.</summary>
    private static async Task ProveQuietAsync(OutboxHost host)
    {
        var heard = host.Services.GetRequiredService<Heard>();
        for (var round = 0; round < 2; round++)
        {
            var before = heard.Count;
            await host.Bus.Publish(new Step(Guid.NewGuid(), 1), TestContext.Current.CancellationToken);
            await Patiently.UntilAsync(() => heard.Count > before, "a message passes");
        }
    }

    private static Task<Count> CountAsync(OutboxHost host, Guid id) =>
        host.ReadAsync(context => context.Counts.AsNoTracking().SingleAsync(count => count.CorrelationId == id));
}
