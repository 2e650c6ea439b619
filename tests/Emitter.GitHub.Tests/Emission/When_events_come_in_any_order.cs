using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;

namespace AlertResponder.Emitter.GitHub.Tests.Emission;

public sealed class When_events_come_in_any_order
{
    private readonly Guid _id = Guid.NewGuid();

    private ReportDocument[] Life =>
    [
        Reports.Report(_id),
        Reports.Report(_id, version: 2, count: 2),
        Reports.Report(_id, version: 3, verdictNumber: 1, Severity.Unclassified, count: 2),
        Reports.Report(_id, version: 4, verdictNumber: 1, Severity.Unclassified, count: 10),
        Reports.Report(_id, version: 5, verdictNumber: 2, Severity.Urgent, count: 10),
        Reports.Report(_id, version: 6, verdictNumber: 3, Severity.Safe, count: 11),
    ];

    [Fact]
    public async Task First_event_creates_the_issue_whichever_it_is()
    {
        foreach (var report in Life)
        {
            await using var world = await EmitterWorld.StartAsync();
            await world.TakeInAsync(report);
            await world.SettleAsync();
            world.Issue.Body.Should().Contain($"| Alerts | {report.AlertCount} |");
        }
    }

    [Fact]
    public async Task Same_events_delivered_three_times_change_nothing_more()
    {
        await using var world = await EmitterWorld.StartAsync();
        foreach (var report in Life)
        {
            await world.TakeInAsync(report);
            await world.SettleAsync();
        }

        var (before, calls) = (world.Issue, world.GitHub.Calls.Count);
        for (var again = 0; again < 2; again++)
            foreach (var report in Life)
                (await world.TakeInAsync(report)).Should().BeFalse();
        await world.SettleAsync();

        world.Issue.Should().BeEquivalentTo(before);
        world.GitHub.Calls.Should().HaveCount(calls);
        world.Issue.Comments.Should().HaveCount(3);
    }

    [Fact]
    public async Task Any_order_with_pauses_anywhere_leaves_the_same_issue()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            await using var world = await EmitterWorld.StartAsync();
            var events = Life.Concat(Life.Take(random.Next(Life.Length))).ToArray();
            random.Shuffle(events);
            foreach (var report in events)
            {
                await world.TakeInAsync(report);
                if (random.Next(3) == 0) await world.SettleAsync(TimeSpan.FromSeconds(random.Next(5)));
            }

            await world.SettleAsync();

            var order = $"seed {seed}: {string.Join(' ', events.Select(report => report.DocumentVersion))}";
            var issue = world.Issue;
            issue.Body.Should().Contain("| Alerts | 11 |", order);
            issue.State.Should().Be("closed", order);
            issue.Labels.Should().BeEquivalentTo(["alertresponder", "severity/safe"], order);
            issue.Comments[^1].Body.Should().Contain("### Severity: safe", order);
            foreach (var (number, severity) in new[] { (1, "unclassified"), (2, "urgent"), (3, "safe") })
            {
                var own = issue.Comments.Count(comment => comment.Body.Contains($"### Severity: {severity}"));
                var named = issue.Comments.Count(comment => comment.Body.Contains("This verdict overtook") && comment.Body.Contains($"verdict {number}"));
                (own + named).Should().Be(1, $"verdict {number} is told once, {order}");
            }
        }
    }

    [Fact]
    public async Task Several_workers_on_one_database_write_each_thing_once()
    {
        await using var world = await EmitterWorld.StartOnPostgresAsync(("GitHub:WriteInterval", "0"), ("GitHub:WritesPerMinute", "500"));
        for (var report = 0; report < 15; report++) await world.TakeInAsync(Reports.Report(Guid.NewGuid(), version: 2, verdictNumber: 1, Severity.Safe));

        await world.WorkTogetherAsync(processes: 3);
        await world.SettleAsync();

        world.GitHub.Issues.Should().HaveCount(15).And.OnlyContain(issue => issue.Comments.Count == 1 && issue.State == "closed");
        world.CountCalls("POST", "/issues").Should().Be(15);
        world.CountCalls("POST", "/comments").Should().Be(15);
    }

    [Fact]
    public async Task Overtaken_verdict_is_named_in_the_newer_comment()
    {
        await using var world = await EmitterWorld.StartAsync();
        await world.TakeInAsync(Life[2]);
        await world.TakeInAsync(Life[4]);
        await world.SettleAsync();

        world.Issue.Comments.Should().ContainSingle().Which.Body.Should()
            .Contain("### Severity: urgent").And.Contain("This verdict overtook: verdict 1 (unclassified, rule `rule-Unclassified`)");
    }

    [Fact]
    public async Task Body_is_not_edited_when_its_text_is_the_same()
    {
        await using var world = await EmitterWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        await world.TakeInAsync(Reports.Report(_id, version: 2));
        await world.SettleAsync();

        world.GitHub.Calls.Should().NotContain(call => call.Method == "PATCH");
    }

    [Fact]
    public async Task Former_report_is_linked_by_its_issue()
    {
        await using var world = await EmitterWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        await world.TakeInAsync(Reports.Report(Guid.NewGuid(), previous: _id));
        await world.SettleAsync();

        world.GitHub.Issues[1].Body.Should().Contain("| Former report | #1 |");
    }

    [Fact]
    public async Task Writes_keep_their_distance_and_their_budget()
    {
        await using var world = await EmitterWorld.StartAsync(("GitHub:WritesPerMinute", "5"));
        for (var report = 0; report < 12; report++) await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        await world.SettleAsync();

        var writes = world.GitHub.Calls.Where(call => call.IsWrite).Select(call => call.At).ToList();
        writes.Should().HaveCount(12);
        writes.Zip(writes.Skip(1), (one, next) => next - one).Should().OnlyContain(gap => gap >= TimeSpan.FromSeconds(1));
        writes.Zip(writes.Skip(5), (one, fifth) => fifth - one).Should().OnlyContain(gap => gap >= TimeSpan.FromMinutes(1));
    }
}
