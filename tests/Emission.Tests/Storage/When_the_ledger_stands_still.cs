using AlertResponder.Emission.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AlertResponder.Emission.Tests.Storage;

/// <summary>Nobody works here unless the test says so: what is due stands still.</summary>
public sealed class When_the_ledger_stands_still
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Readiness_names_the_report_that_is_due_for_over_a_minute(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        var report = Reports.Report(Guid.NewGuid());
        await world.TakeInAsync(report);

        (await HealthAfterAsync(world, TimeSpan.FromSeconds(60))).Status.Should().Be(HealthStatus.Healthy);
        var stalled = await HealthAfterAsync(world, TimeSpan.FromSeconds(15));

        stalled.Status.Should().Be(HealthStatus.Degraded);
        stalled.Description.Should().Be($"report {report.ReportId} has been due for 75 s");
        (stalled.Data["ageSeconds"], stalled.Tags).Should().BeEquivalentTo((75, (string[])["stall"]));

        await world.SettleAsync(TimeSpan.Zero);
        await world.Watch.LookAsync(Cancel);
        (await world.HealthAsync()).Status.Should().Be(HealthStatus.Healthy, "it was worked on");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_worked_on_or_put_off_is_not_due(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        var leased = (await world.Ledger.LeaseAsync("worker", Lease, Cancel))!;
        (await HealthAfterAsync(world, TimeSpan.FromSeconds(90))).Status.Should().Be(HealthStatus.Healthy);

        (leased.Row.SeenRevision, leased.Row.DueAt) = (leased.Row.Revision, world.Ledger.Now.AddMinutes(10));
        await world.Ledger.RecordAsync(leased, dropsDocument: false, Cancel);
        (await HealthAfterAsync(world, TimeSpan.FromMinutes(9))).Status.Should().Be(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_goes_on_is_no_stall_however_much_waits(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        for (var row = 0; row < 5; row++) await world.TakeInAsync(Reports.Report(Guid.NewGuid()));

        for (var row = 0; row < 4; row++)
        {
            (await HealthAfterAsync(world, TimeSpan.FromSeconds(50))).Status.Should().Be(HealthStatus.Healthy);
            (await world.Ledger.LeaseAsync("worker", TimeSpan.FromHours(1), Cancel)).Should().NotBeNull();
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Pause_of_the_target_explains_it_and_the_time_counts_from_its_end(bool onPostgres, bool byAnotherProcess)
    {
        await using var world = await StartAsync(onPostgres);
        await world.Ledger.OpenAsync(Cancel);
        await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        var pause = TimeSpan.FromMinutes(10);
        if (byAnotherProcess) await world.Ledger.PauseAsync(world.Ledger.Now + pause, Cancel);
        else world.Pause.For(pause);

        (await HealthAfterAsync(world, TimeSpan.FromMinutes(9))).Status.Should().Be(HealthStatus.Healthy);
        (await HealthAfterAsync(world, TimeSpan.FromMinutes(1))).Status.Should().Be(HealthStatus.Healthy);
        (await HealthAfterAsync(world, TimeSpan.FromSeconds(61))).Description.Should().EndWith("has been due for 61 s");
    }

    private static Task<ChatWorld> StartAsync(bool onPostgres) => ChatWorld.StartAsync(onPostgres);

    /// <summary>As the watch does it all the time: looked before, and after.</summary>
    private static async Task<HealthReportEntry> HealthAfterAsync(ChatWorld world, TimeSpan time)
    {
        await world.Watch.LookAsync(Cancel);
        world.Clock.Advance(time);
        await world.Watch.LookAsync(Cancel);
        return await world.HealthAsync();
    }
}
