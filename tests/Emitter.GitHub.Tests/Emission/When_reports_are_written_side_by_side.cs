using AlertResponder.Contracts;
using AlertResponder.Emission.Storage;
using AlertResponder.Emitter.GitHub.Emission;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.TestKit;

namespace AlertResponder.Emitter.GitHub.Tests.Emission;

public sealed class When_reports_are_written_side_by_side
{
    private const int MaxConcurrency = 8;
    private const int Many = MaxConcurrency * 2;
    private static readonly (string, string)[] NoPacing =
        [("GitHub:WriteInterval", "0"), ("GitHub:WritesPerMinute", "1000"), ("GitHub:WritesPerHour", "1000")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_has_its_own_steps_once_and_in_order(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres, NoPacing);
        await TakeInAsync(world, Many, verdict: Severity.Urgent);
        await world.SettleAsync();
        for (var n = 0; n < Many; n++)
            await world.TakeInAsync(Reports.Report(Id(n), version: 3, verdictNumber: 2, Severity.Safe, count: 5));

        await world.SettleAsync();

        world.GitHub.Issues.Should().HaveCount(Many);
        var byIssue = world.GitHub.Calls.Where(call => call.Path.Contains("/issues/", StringComparison.Ordinal))
            .GroupBy(call => call.Path.Split('/')[5], call => $"{call.Method} {string.Join('/', call.Path.Split('/').Skip(6))}".Trim());
        byIssue.Should().HaveCount(Many).And.AllSatisfy(calls => calls.Should().Equal(
            "POST comments", "PATCH", "POST comments", "POST labels", "DELETE labels/severity%2Furgent", "GET", "PATCH"));
    }

    [Fact]
    public async Task Call_that_takes_long_holds_up_no_other_report()
    {
        await using var world = await EmitterWorld.StartAsync([.. NoPacing, ("GitHub:Timeout", "120")]);
        world.GitHub.Script(GitHubFault.LateAnswer(TimeSpan.FromMinutes(2)).For("POST", "/issues$"));
        await TakeInAsync(world, Many, verdict: Severity.Safe);

        await Patiently.UntilAsync(
            async () =>
            {
                await world.Worker.StepAsync(Stop);
                return world.GitHub.Issues.Count(issue => issue.State == "closed") == Many - 1;
            },
            "all but one are written");
    }

    [Fact]
    public async Task Rate_limit_stops_all_of_them()
    {
        await using var world = await EmitterWorld.StartAsync(NoPacing);
        world.GitHub.Script(Repeat(GitHubFault.SecondaryRateLimit(TimeSpan.FromSeconds(90)).For("POST", "/issues$")));
        await TakeInAsync(world, Many, verdict: Severity.Safe);

        await world.SettleAsync();

        var creations = world.GitHub.Calls.Where(call => call.Method == "POST" && call.Path.EndsWith("/issues", StringComparison.Ordinal)).ToList();
        creations.Count(call => call.At == Reports.Noon).Should().BeLessThanOrEqualTo(MaxConcurrency);
        creations.Where(call => call.At > Reports.Noon).Should().OnlyContain(call => call.At >= Reports.Noon.AddSeconds(90));
        world.GitHub.Issues.Should().HaveCount(Many);
    }

    [Fact]
    public async Task Rate_limit_that_several_meet_at_once_is_one()
    {
        await using var world = await EmitterWorld.StartAsync(NoPacing);
        world.GitHub.Script(Repeat(GitHubFault.SecondaryRateLimitWithoutTime().For("POST", "/issues$")));
        await TakeInAsync(world, Many, verdict: null);

        await world.SettleAsync();

        world.GitHub.Calls.Select(call => call.At).Distinct().Skip(1).First().Should().Be(Reports.Noon.AddMinutes(1));
        world.GitHub.Issues.Should().HaveCount(Many);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Budget_of_an_hour_holds(bool onPostgres)
    {
        const int perHour = 7;
        await using var world = await StartAsync(onPostgres, ("GitHub:WriteInterval", "0"), ("GitHub:WritesPerHour", $"{perHour}"));
        await TakeInAsync(world, Many, verdict: null);

        await world.SettleAsync();

        var writes = world.GitHub.Calls.Where(call => call.IsWrite).Select(call => call.At).ToList();
        writes.Should().HaveCount(Many);
        writes.Zip(writes.Skip(perHour), (one, next) => next - one).Should().OnlyContain(gap => gap >= TimeSpan.FromHours(1));
        writes.Count(at => at == Reports.Noon).Should().Be(perHour);
    }

    [Fact]
    public async Task Pause_that_another_process_was_asked_for_holds_for_all()
    {
        await using var world = await EmitterWorld.StartOnPostgresAsync(NoPacing);
        var other = await world.AnotherLedgerAsync();
        await other.OpenAsync(Stop);
        await other.PauseAsync(Reports.Noon.AddMinutes(10), Stop);
        await TakeInAsync(world, Many, verdict: Severity.Safe);

        await world.SettleAsync();

        world.GitHub.Issues.Should().HaveCount(Many);
        world.GitHub.Calls.Where(call => call.IsWrite).Should().OnlyContain(call => call.At >= Reports.Noon.AddMinutes(10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task News_since_the_lease_is_read_before_a_write_begins(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres, NoPacing);
        await TakeInAsync(world, 1, verdict: Severity.Urgent);
        await world.Ledger.OpenAsync(Stop);
        var leased = await LeaseAsync(world.Ledger);
        (await BeginAsync(world.Ledger, leased)).Should().Be(WritePermit.Granted);
        await world.TakeInAsync(Reports.Report(Id(0), version: 3, verdictNumber: 2, Severity.Safe));

        (await BeginAsync(world.Ledger, leased)).IsGranted.Should().BeFalse();
        (await world.Ledger.RecordAsync(leased, dropsDocument: false, Stop)).Should().BeTrue();

        var again = await LeaseAsync(world.Ledger);
        again.Report.DocumentVersion.Should().Be(3);
        again.Verdicts.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verdict_that_comes_with_an_older_document_is_taken_in_without_it(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres, NoPacing);
        await world.TakeInAsync(Reports.Report(Id(0), version: 5, verdictNumber: 2, Severity.Safe));

        (await world.TakeInAsync(Reports.Report(Id(0), version: 4, verdictNumber: 1, Severity.Urgent))).Should().BeTrue();
        (await world.TakeInAsync(Reports.Report(Id(0), version: 4, verdictNumber: 1, Severity.Urgent))).Should().BeFalse();

        var leased = await LeaseAsync(world.Ledger);
        leased.Report.DocumentVersion.Should().Be(5);
        leased.Verdicts.Select(verdict => (verdict.Key, verdict.Value.Severity)).Should().BeEquivalentTo([(1, Severity.Urgent), (2, Severity.Safe)]);
    }

    [Fact]
    public async Task End_of_a_step_is_saved_with_the_begin_of_the_next()
    {
        await using var world = await EmitterWorld.StartAsync(NoPacing);
        await TakeInAsync(world, 1, verdict: Severity.Urgent);
        await world.Ledger.OpenAsync(Stop);
        var leased = await LeaseAsync(world.Ledger);
        await BeginAsync(world.Ledger, leased);
        leased.Row.State = """{"issueNumber":7}""";
        world.Clock.Advance(TimeSpan.FromSeconds(40));

        (await BeginAsync(world.Ledger, leased)).Should().Be(WritePermit.Granted);

        var row = await world.RowAsync(Id(0));
        (await world.StateAsync(Id(0))).IssueNumber.Should().Be(7);
        row.LeaseUntil.Should().Be(Reports.Noon.AddSeconds(40) + Lease, "the lease lasts from the newest begin");
        row.NewsAt.Should().NotBeNull("a crash must leave it due");
    }

    [Fact]
    public async Task Holder_whose_lease_ran_out_between_two_steps_begins_nothing()
    {
        await using var world = await EmitterWorld.StartAsync(NoPacing);
        await TakeInAsync(world, 1, verdict: Severity.Urgent);
        await world.Ledger.OpenAsync(Stop);
        var slow = await LeaseAsync(world.Ledger);
        await BeginAsync(world.Ledger, slow);
        world.Clock.Advance(Lease * 2);
        _ = await LeaseAsync(world.Ledger);
        slow.Row.State = """{"issueNumber":99}""";

        (await BeginAsync(world.Ledger, slow)).IsGranted.Should().BeFalse();
        (await world.Ledger.RecordAsync(slow, dropsDocument: false, Stop)).Should().BeFalse();
        (await world.Ledger.RecordAsync(slow, dropsDocument: false, Stop)).Should().BeFalse();
        (await world.StateAsync(Id(0))).IssueNumber.Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kills_at_any_call_leave_one_issue_and_one_comment_a_verdict(bool onPostgres)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        await using var world = await StartAsync(onPostgres, NoPacing);
        await TakeInAsync(world, Many, verdict: Severity.Urgent);

        for (var kill = 0; kill < 6; kill++)
        {
            var enough = world.GitHub.Calls.Count + random.Next(1, Many);
            for (var steps = 0; steps < Many && world.GitHub.Calls.Count < enough; steps++)
                if (await world.Worker.StepAsync(Stop) > TimeSpan.Zero) await world.Worker.FinishAsync();
            await world.RestartAsync();
            if (kill == 2)
                for (var n = 0; n < Many; n++) await world.TakeInAsync(Reports.Report(Id(n), version: 3, verdictNumber: 2, Severity.Safe));
            world.Clock.Advance(Lease * random.Next(3));
        }

        await world.SettleAsync();

        var told = world.GitHub.Issues.Select(issue => (issue.State, Comments: issue.Comments.Select(comment => comment.Body.Split('\n')[^1]).ToList()));
        told.Should().HaveCount(Many, $"seed {seed}").And.AllSatisfy(issue =>
        {
            issue.State.Should().Be("closed", $"seed {seed}");
            issue.Comments.Should().NotBeEmpty().And.OnlyHaveUniqueItems($"seed {seed}");
        });
    }

    private static TimeSpan Lease => new GitHubOptions().Lease;

    private static Guid Id(int number) => new(number + 1, 0, 0, new byte[8]);

    private static Task<EmitterWorld> StartAsync(bool onPostgres, params (string, string)[] settings) =>
        onPostgres ? EmitterWorld.StartOnPostgresAsync(settings) : EmitterWorld.StartAsync(settings);

    private static async Task TakeInAsync(EmitterWorld world, int reports, Severity? verdict)
    {
        for (var n = 0; n < reports; n++)
            await world.TakeInAsync(Reports.Report(Id(n), version: 2, verdictNumber: verdict is null ? 0 : 1, verdict));
    }

    private static async Task<LeasedReport> LeaseAsync(Ledger<GitHubEmitter> ledger) => (await ledger.LeaseAsync("worker", Lease, Stop))!;

    private static Task<WritePermit> BeginAsync(Ledger<GitHubEmitter> ledger, LeasedReport leased) =>
        ledger.BeginWriteAsync(leased, _ => { }, new GitHubOptions { WriteInterval = TimeSpan.Zero }, Lease, Stop);

    private static GitHubFault[] Repeat(GitHubFault fault) => [.. Enumerable.Repeat(fault, MaxConcurrency)];
}
