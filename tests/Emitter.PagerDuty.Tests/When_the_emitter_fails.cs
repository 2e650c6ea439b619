using AlertResponder.Contracts;

namespace AlertResponder.Emitter.PagerDuty.Tests;

/// <summary>One incident, whatever happens.</summary>
public sealed class When_the_emitter_fails : EmitterFaults
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_between_any_two_steps_of_a_resolve_leaves_one_resolved_incident(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        var wasKilled = true;
        for (var point = 1; wasKilled; point++)
        {
            var id = Guid.NewGuid();
            await world.TakeInAsync(Reports.Report(id, version: 2, verdictNumber: 1, Severity.Urgent));
            await world.SettleAsync();
            var safe = Reports.Report(id, version: 3, verdictNumber: 2, Severity.Safe);
            world.Kill.Arm(point);
            try
            {
                await world.TakeInAsync(safe);
            }
            catch (Exception) when (world.Kill.IsDead)
            {
                // The message stays in its queue.
            }

            wasKilled = await world.SettleUntilKilledAsync();
            await world.RestartAsync();
            world.PassLease();
            await world.TakeInAsync(safe);
            await world.SettleAsync();

            world.Written(id).Should().Equal(["incident", "resolve"], $"killed at {point}");
        }
    }

    private protected override async Task<IFaultWorld> StartAsync(bool onPostgres) =>
        onPostgres ? await PagerDutyWorld.StartOnPostgresAsync() : await PagerDutyWorld.StartAsync();

    /// <summary>One that ends urgent: a safe one may overtake the alarm, and then there is none.</summary>
    private protected override ReportDocument[] Life(Guid id) =>
    [
        Reports.Report(id),
        Reports.Report(id, version: 2, verdictNumber: 1, Severity.Unclassified),
        Reports.Report(id, version: 3, verdictNumber: 2, Severity.Urgent, count: 2),
        Reports.Report(id, version: 4, verdictNumber: 2, Severity.Urgent, count: 10),
        Reports.Report(id, version: 5, verdictNumber: 3, Severity.Urgent, count: 11),
    ];

    private protected override void ShouldBeWrittenOnce(IFaultWorld world, Guid id, string because) => world.Written(id).Should().Equal(["incident"], because);
}
