using AlertResponder.Emission.Testing;

namespace AlertResponder.Emission.Tests.Storage;

public sealed class When_the_backlog_is_counted
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_that_has_become_due_since_it_was_looked_for_one_is_the_next()
    {
        await using var world = await ChatWorld.StartAsync();
        await world.Ledger.OpenAsync(Stop);
        await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        var leased = (await world.Ledger.LeaseAsync("worker", world.Options.Lease, Stop))!;
        (leased.Row.SeenRevision, leased.Row.DueAt) = (1, Reports.Noon.AddMilliseconds(50));
        await world.Ledger.RecordAsync(leased, dropsDocument: false, Stop);
        var asOf = world.Ledger.Now;
        (await world.Ledger.LeaseAsync("worker", world.Options.Lease, Stop)).Should().BeNull();

        world.Clock.Advance(TimeSpan.FromMilliseconds(60));

        (await world.Ledger.BacklogAsync(asOf, Stop)).NextAt.Should().Be(Reports.Noon.AddMilliseconds(50));
    }
}
