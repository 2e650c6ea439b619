namespace AlertResponder.FaultInjection.Tests;

public sealed class When_there_are_several_reviewers
{
    private static readonly string[] OnceAReport = ["InspectionDue", "ReviewDue"];

    [Fact]
    public async Task They_share_the_work_and_none_does_what_another_has_done()
    {
        var load = new Load(Sizes.NewRandom(), Sizes.Alerts, Sizes.Keys);
        await using var timers = new TimerWatch();
        await using var stack = await ServicesStack.StartOnPostgresAsync(
            [
                ServicesStack.Reviewer, ServicesStack.Instance(ServicesStack.Reviewer, 2), ServicesStack.Instance(ServicesStack.Reviewer, 3),
                ServicesStack.Inspector, ServicesStack.Emitter, ServicesStack.Receptor,
            ],
            Prepare);

        await load.SendAsync(stack);

        await load.ShouldBeDoneOnceAsync(stack);
        timers.Delivered.Select(timer => timer.MessageId).Should().OnlyHaveUniqueItems("no row of the outbox goes out twice");
        var reports = (await stack.ReportsAsync()).Select(report => report.ReportId).ToList();
        foreach (var kind in OnceAReport)
        {
            timers.Delivered.Where(timer => timer.Kind == kind).Select(timer => timer.ReportId)
                .Should().BeEquivalentTo(reports, "{0} comes once a report", kind);
        }

        void Prepare(ServicesStack of)
        {
            Load.Prepare(of);
            timers.Prepare(of);
            // The second ReviewDue of a report that waits for answers comes later than this test ends.
            of.Settings["Reports__ReviewGrace"] = "3600";
        }
    }
}
