using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Emitter.PagerDuty.Tests;

/// <summary>One incident, whatever happens.</summary>
public sealed class When_the_emitter_fails : EmitterFaults
{
    [Theory, EachDatabase]
    public async Task Kill_between_any_two_steps_of_a_resolve_leaves_one_resolved_incident(DatabaseKind database)
    {
        await using var world = await StartOnAsync(database);
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

    protected override async Task<EmissionWorld> StartAsync(params (string Key, string Value)[] settings) => await PagerDutyWorld.StartAsync(settings);

    protected override async Task<string> CreatePostgresAsync() => await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();

    /// <summary>One that ends urgent: a safe one may overtake the alarm, and then there is none.</summary>
    protected override ReportDocument[] Life(Guid id) =>
    [
        Reports.Report(id),
        Reports.Report(id, version: 2, verdictNumber: 1, Severity.Unclassified),
        Reports.Report(id, version: 3, verdictNumber: 2, Severity.Urgent, count: 2),
        Reports.Report(id, version: 4, verdictNumber: 2, Severity.Urgent, count: 10),
        Reports.Report(id, version: 5, verdictNumber: 3, Severity.Urgent, count: 11),
    ];

    protected override void ShouldBeWrittenOnce(EmissionWorld world, Guid id, string because) => world.Written(id).Should().Equal(["incident"], because);
}
