using AlertResponder.Contracts;

namespace AlertResponder.Emission.Tests.FaultInjection;

/// <summary>What every emitter withstands: what must be once is once, and what must be there is there.</summary>
public abstract class EmitterFaults
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_between_any_two_steps_leaves_everything_once(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        var wasKilled = true;
        for (var point = 1; wasKilled; point++)
        {
            var life = Life(Guid.NewGuid());
            world.Kill.Arm(point);
            foreach (var report in life[..3]) await TakeInAsync(world, report);
            wasKilled = await world.SettleUntilKilledAsync();
            await world.RestartAsync();
            world.PassLease();
            // What a dead consumer did not acknowledge comes again.
            foreach (var report in life) await world.TakeInAsync(report);
            await world.SettleAsync();

            ShouldBeWrittenOnce(world, life[0].ReportId, $"killed at {point}");
        }
    }

    [Fact]
    public async Task Lost_answers_leave_everything_once()
    {
        await using var world = await StartAsync(onPostgres: false);
        var life = Life(Guid.NewGuid());
        foreach (var report in life)
        {
            world.LoseNextAnswer();
            await world.TakeInAsync(report);
            await world.SettleAsync();
        }

        ShouldBeWrittenOnce(world, life[0].ReportId, "answers were lost");
    }

    [Fact]
    public async Task Replicas_write_everything_once()
    {
        await using var world = await StartAsync(onPostgres: true);
        var ids = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids) await world.TakeInAsync(Life(id)[^1]);

        await world.WorkTogetherAsync(processes: 3);
        await world.SettleAsync();

        foreach (var id in ids) ShouldBeWrittenOnce(world, id, "there were three");
    }

    [Fact]
    public async Task Late_repeated_and_disordered_messages_leave_everything_once()
    {
        var random = new Random(17);
        await using var world = await StartAsync(onPostgres: false);
        for (var round = 0; round < 10; round++)
        {
            var life = Life(Guid.NewGuid());
            var events = life.Concat(life.Take(random.Next(life.Length))).ToArray();
            random.Shuffle(events);
            foreach (var report in events)
            {
                await world.TakeInAsync(report);
                if (random.Next(3) == 0) await world.SettleAsync(TimeSpan.FromSeconds(random.Next(5)));
            }

            await world.SettleAsync();

            ShouldBeWrittenOnce(world, life[0].ReportId, string.Join(' ', events.Select(report => report.DocumentVersion)));
        }
    }

    [Fact]
    public async Task Target_that_is_away_gets_everything_once_it_is_back()
    {
        await using var world = await StartAsync(onPostgres: false);
        var life = Life(Guid.NewGuid());
        world.FailNextCalls(10); // with growing delays that takes most of an hour
        foreach (var report in life)
        {
            await world.TakeInAsync(report);
            await world.SettleAsync(TimeSpan.FromSeconds(30));
        }

        world.Written(life[0].ReportId).Should().BeEmpty();
        await world.SettleAsync();

        ShouldBeWrittenOnce(world, life[0].ReportId, "it was away");
    }

    private protected abstract Task<IFaultWorld> StartAsync(bool onPostgres);

    /// <summary>A report from its opening on. What the first three say is written before the process is killed.</summary>
    private protected virtual ReportDocument[] Life(Guid id) =>
    [
        Reports.Report(id),
        Reports.Report(id, version: 2, count: 2),
        Reports.Report(id, version: 3, verdictNumber: 1, Severity.Unclassified, count: 2),
        Reports.Report(id, version: 4, verdictNumber: 2, Severity.Urgent, count: 10),
        Reports.Report(id, version: 5, verdictNumber: 3, Severity.Safe, count: 11),
    ];

    private static async Task TakeInAsync(IFaultWorld world, ReportDocument report)
    {
        try
        {
            await world.TakeInAsync(report);
        }
        catch (Exception) when (world.Kill.IsDead)
        {
            // The message stays in its queue.
        }
    }

    /// <summary>What has to stand at the target after all of a life.</summary>
    private protected virtual void ShouldBeWrittenOnce(IFaultWorld world, Guid id, string because) =>
        world.Written(id).Should().OnlyHaveUniqueItems(because).And.Contain(["opened", "verdict 3"], because);
}
