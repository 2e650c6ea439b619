using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Postgres;

public sealed class When_the_inbox_has_partitions
{
    [Fact]
    public void Both_kinds_of_ids_with_a_time_tell_their_day()
    {
        var now = TimeProvider.System.GetUtcNow();
        var today = InboxDay.Of(now);

        InboxDay.Of(Guid.CreateVersion7(now)).Should().Be(today);
        InboxDay.Of(Guid.CreateVersion7(now - TimeSpan.FromDays(3))).Should().Be(today - 3);
        InboxDay.Of(NewId.NextGuid()).Should().BeOneOf(today, today + 1);
        InboxDay.Of(Guid.Empty).Should().BeLessThan(0);
        InboxDay.Of(Guid.AllBitsSet).Should().Be(InboxDay.Of(Guid.AllBitsSet), "an id without a time has some day, always the same");
    }

    [Fact]
    public async Task A_day_is_dropped_when_nothing_of_it_has_come_for_the_whole_window()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var script = new Script();
        await using var host = await StartAsync(database, script, time);
        var (dated, undated) = (NewId.NextGuid(), Guid.NewGuid());
        await ConsumeAsync(host, script, dated, undated);
        (await PartitionsAsync(host)).Should().HaveCount(4, "today, two days ahead, and the undated");
        (await UndatedAsync(host)).Should().Be(1);

        time.Advance(TimeSpan.FromDays(14));
        await Patiently.UntilAsync(async () => (await PartitionsAsync(host)).Count == 7, "three more days");
        await RepeatAsync(host, script, dated, undated);
        (await host.InboxCountAsync()).Should().Be(2);

        time.Advance(TimeSpan.FromDays(2));
        await Patiently.UntilAsync(async () => await host.InboxCountAsync() == 0, "both are forgotten");
        await Patiently.UntilAsync(async () => (await PartitionsAsync(host)).Count == 8, "the first day has been dropped, and two more are there");
    }

    private static async Task ConsumeAsync(OutboxHost host, Script script, params Guid[] messageIds)
    {
        foreach (var id in messageIds) await host.Bus.Publish(new Work($"{id}"), context => context.MessageId = id, TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(async () => await host.InboxCountAsync() == messageIds.Length, "consumed");
        script.Calls.Should().Be(messageIds.Length);
    }

    private static async Task RepeatAsync(OutboxHost host, Script script, params Guid[] messageIds)
    {
        var (before, consumed) = (script.Calls, host.ObserveConsumed());
        foreach (var id in messageIds) await host.Bus.Publish(new Work("again"), context => context.MessageId = id, TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(() => consumed.Of<Work>() == messageIds.Length, "consumed");
        script.Calls.Should().Be(before, "both were known");
    }

    private static Task<List<string>> PartitionsAsync(OutboxHost host) => host.ReadAsync(context => context.Database
        .SqlQueryRaw<string>("SELECT relid::regclass::text AS \"Value\" FROM pg_partition_tree('inbox') WHERE isleaf").ToListAsync());

    private static Task<int> UndatedAsync(OutboxHost host) => host.ReadAsync(context => context.Database
        .SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM inbox_undated").SingleAsync());

    private static Task<OutboxHost> StartAsync(TestDatabase database, Script script, TimeProvider time) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton(script);
        bus.AddConsumer<WorkConsumer, WorkDefinition>();
    }, time);
}
