using AlertResponder.Contracts;

namespace AlertResponder.Emitter.PagerDuty.Tests;

public sealed class When_verdicts_change
{
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task Incident_that_a_person_resolved_stays_so_until_the_report_is_urgent_anew()
    {
        await using var world = await PagerDutyWorld.StartAsync();
        await SayAsync(world, 2, 1, Severity.Urgent);
        world.PagerDuty.ResolveByPerson(1);

        await SayAsync(world, 3, 1, Severity.Urgent);
        await SayAsync(world, 4, 2, Severity.Urgent);
        world.Incident.Log.Should().Equal("trigger", "resolve by a person");
        world.PagerDuty.Calls.Should().ContainSingle();
        await SayAsync(world, 5, 3, Severity.Safe);
        await SayAsync(world, 6, 4, Severity.Urgent);

        world.PagerDuty.Incidents.Select(incident => incident.Status).Should().Equal("resolved", "triggered");
        world.PagerDuty.Calls.Select(call => call.Action).Should().Equal("trigger", "resolve", "trigger");
    }

    [Fact]
    public async Task Safe_resolves_once_however_often_it_is_said()
    {
        await using var world = await PagerDutyWorld.StartAsync();
        await SayAsync(world, 2, 1, Severity.Urgent);
        world.PagerDuty.AcknowledgeByPerson(1);
        await SayAsync(world, 3, 2, Severity.Safe);
        await SayAsync(world, 4, 3, Severity.Safe);

        await world.TakeInAsync(Reports.Report(_id, version: 5, verdictNumber: 3, Severity.Safe) with { Status = ReportStatus.Closed });
        await world.SettleAsync();

        world.Incident.Log.Should().Equal("trigger", "acknowledge by a person", "resolve");
        world.PagerDuty.Calls.Select(call => call.Action).Should().Equal("trigger", "resolve");
        var place = world.Places.Values.MaxBy(place => place.VerdictNumber)!;
        (place.Place, place.Url, place.VerdictNumber).Should().Be(("PagerDuty, resolve accepted", null, 2), "the report's timeline says no more than that");
    }

    [Fact]
    public async Task Unclassified_leaves_the_alarm_open()
    {
        await using var world = await PagerDutyWorld.StartAsync();
        await SayAsync(world, 2, 1, Severity.Urgent);

        await SayAsync(world, 3, 2, Severity.Unclassified);
        world.Incident.Status.Should().Be("triggered");
        await SayAsync(world, 4, 3, Severity.Safe);

        world.Incident.Status.Should().Be("resolved");
    }

    [Fact]
    public async Task Warning_becomes_critical_in_the_same_incident()
    {
        await using var world = await PagerDutyWorld.StartAsync(("PagerDuty:WarnUnclassified", "true"));
        await SayAsync(world, 2, 1, Severity.Unclassified);
        world.Incident.Severity.Should().Be("warning");

        await SayAsync(world, 3, 2, Severity.Urgent);

        world.Incident.Severity.Should().Be("critical");
        world.Incident.Log.Should().Equal("trigger", "trigger");
    }

    [Fact]
    public async Task Events_that_wait_at_PagerDuty_come_out_in_their_order()
    {
        await using var world = await PagerDutyWorld.StartAsync();
        world.PagerDuty.IsProcessing = false; // 202 is "accepted", not "done"
        await SayAsync(world, 2, 1, Severity.Urgent);
        await SayAsync(world, 3, 2, Severity.Safe);
        world.PagerDuty.Incidents.Should().BeEmpty();

        world.PagerDuty.IsProcessing = true;

        world.Incident.Log.Should().Equal("trigger", "resolve");
    }

    private async Task SayAsync(PagerDutyWorld world, int version, int verdictNumber, Severity severity)
    {
        await world.TakeInAsync(Reports.Report(_id, version, verdictNumber, severity, count: version));
        await world.SettleAsync();
    }
}
