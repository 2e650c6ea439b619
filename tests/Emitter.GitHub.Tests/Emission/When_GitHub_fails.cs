using AlertResponder.Contracts;
using AlertResponder.Emission.Storage;
using AlertResponder.Emitter.GitHub.Emission;
using AlertResponder.FakeServices.GitHub;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.GitHub.Tests.Emission;

public sealed class When_GitHub_fails
{
    private readonly Guid _id = Guid.NewGuid();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Faults => [.. All.Keys];

    public static TheoryData<string> FaultsThatDoNotSayDeleted => [.. All.Keys.Where(key => key != "410")];

    private static Dictionary<string, Func<GitHubFault>> All => new()
    {
        ["dropped before the work"] = GitHubFault.DropBefore,
        ["dropped after the work"] = GitHubFault.DropAfter,
        ["late answer"] = () => GitHubFault.LateAnswer(TimeSpan.FromSeconds(30)),
        ["garbled answer"] = GitHubFault.GarbledAnswer,
        ["500 without the work"] = () => GitHubFault.Error(500),
        ["502 after the work"] = () => GitHubFault.ErrorAfterwards(502),
        ["429 with a time"] = () => GitHubFault.SecondaryRateLimit(TimeSpan.FromSeconds(90), 429),
        ["403 with a time"] = () => GitHubFault.SecondaryRateLimit(TimeSpan.FromSeconds(90)),
        ["403 without a time"] = GitHubFault.SecondaryRateLimitWithoutTime,
        ["primary rate limit"] = () => GitHubFault.PrimaryRateLimit(Reports.Noon.AddMinutes(40)),
        ["401"] = () => GitHubFault.Error(401, "Bad credentials"),
        ["403"] = () => GitHubFault.Error(403, "Resource not accessible by personal access token"),
        ["404"] = () => GitHubFault.Error(404, "Not Found"),
        ["410"] = () => GitHubFault.Error(410, "Gone"),
        ["422"] = () => GitHubFault.Error(422, "Validation Failed"),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task One_failed_creation_ends_in_one_issue(string fault)
    {
        await using var world = await EmitterWorld.StartAsync(("GitHub:Timeout", "1"));
        world.GitHub.Script(All[fault]().For("POST", "/issues$"));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        world.Issue.Labels.Should().Equal("alertresponder");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task One_failed_comment_ends_in_one_comment(string fault)
    {
        await using var world = await EmitterWorld.StartAsync(("GitHub:Timeout", "1"));
        world.GitHub.Script(All[fault]().For("POST", "/comments$"));

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync();

        world.Issue.Comments.Should().ContainSingle();
        world.Issue.Labels.Should().Equal("alertresponder", "severity/urgent");
    }

    [Theory]
    [MemberData(nameof(FaultsThatDoNotSayDeleted))]
    public async Task Every_other_call_that_fails_once_is_made_good(string fault)
    {
        await using var world = await EmitterWorld.StartAsync(("GitHub:Timeout", "1"));
        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync();
        world.GitHub.Script(
            All[fault]().For("GET", "/issues/1$"), All[fault]().For("PATCH", "/issues/1$"), All[fault]().For("PATCH", "/issues/1$"),
            All[fault]().For("POST", "/labels$"), All[fault]().For("DELETE", "/labels/"));

        await world.TakeInAsync(Reports.Report(_id, version: 3, verdictNumber: 2, Severity.Safe, count: 5));
        await world.SettleAsync(TimeSpan.FromHours(8));

        world.Issue.State.Should().Be("closed");
        world.Issue.StateReason.Should().Be("not_planned");
        world.Issue.Labels.Should().Contain("severity/safe");
        world.Issue.Body.Should().Contain("| Alerts | 5 |");
        world.Issue.Comments.Should().HaveCount(2);
    }

    [Fact]
    public async Task Dropped_connection_after_the_work_costs_no_second_creation()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        world.CountCalls("POST", "/issues").Should().Be(1);
        (await world.StateAsync(_id)).IssueNumber.Should().Be(1);
    }

    [Fact]
    public async Task List_that_lags_behind_is_looked_at_again_before_anything_is_repeated()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"));
        world.GitHub.StaleLists = 2;

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        _ = world.Issue;
        world.CountCalls("POST", "/issues").Should().Be(1);
        world.CountCalls("GET", "/issues").Should().Be(3);
    }

    [Fact]
    public async Task Duplicate_that_shows_late_is_closed_with_a_link_to_the_first()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"));
        world.GitHub.StaleLists = 3; // all looks before the repeat

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        world.GitHub.Issues.Should().HaveCount(2);
        var kept = (await world.StateAsync(_id)).IssueNumber;
        var duplicate = world.GitHub.Issues.Single(issue => issue.Number != kept);
        duplicate.State.Should().Be("closed");
        duplicate.StateReason.Should().Be("not_planned");
        duplicate.Body.Should().StartWith($"Duplicate of #{kept}");
        world.GitHub.Issues.Single(issue => issue.Number == kept).State.Should().Be("open");
    }

    [Fact]
    public async Task Comment_that_was_doubled_behind_stale_lists_is_taken_away_again()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/comments$"));
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        world.GitHub.StaleLists = 3;

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync();

        world.CountCalls("POST", "/comments").Should().Be(2);
        world.Issue.Comments.Should().ContainSingle();
    }

    [Fact]
    public async Task Process_that_dies_after_noting_a_creation_leaves_one_issue()
    {
        await using var world = await EmitterWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        await DieInCreationAsync(world);

        await world.RestartAsync();
        await world.SettleAsync();

        _ = world.Issue;
        world.CountCalls("GET", "/issues").Should().Be(4); // thrice before it created, once for a duplicate
    }

    [Fact]
    public async Task Process_that_dies_after_the_creation_finds_its_issue_again()
    {
        await using var world = await EmitterWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"));
        await world.SettleAsync(TimeSpan.FromSeconds(5)); // created, its end unknown to this process
        _ = world.Issue;

        await world.RestartAsync();
        await world.SettleAsync();

        _ = world.Issue;
        world.CountCalls("POST", "/issues").Should().Be(1);
    }

    [Fact]
    public async Task Holder_whose_lease_ran_out_records_nothing()
    {
        await using var world = await EmitterWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        await world.Ledger.OpenAsync(Stop);
        var slow = (await world.Ledger.LeaseAsync("slow", TimeSpan.FromMinutes(1), Stop))!;
        (await world.Ledger.LeaseAsync("other", TimeSpan.FromMinutes(1), Stop)).Should().BeNull();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        var heir = (await world.Ledger.LeaseAsync("heir", TimeSpan.FromMinutes(1), Stop))!;

        slow.Row.State = """{"issueNumber":99}""";
        (await world.Ledger.RecordAsync(slow, dropsDocument: false, Stop)).Should().BeFalse();
        (await world.Ledger.BeginWriteAsync(slow, _ => { }, new GitHubOptions(), TimeSpan.FromMinutes(1), Stop)).Should().Be(WritePermit.Lost);
        heir.Row.State = """{"issueNumber":7}""";
        (await world.Ledger.RecordAsync(heir, dropsDocument: false, Stop)).Should().BeTrue();
        (await world.StateAsync(_id)).IssueNumber.Should().Be(7);
    }

    [Fact]
    public async Task Rate_limit_holds_everything_back_until_GitHub_said()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.SecondaryRateLimit(TimeSpan.FromSeconds(90), 429).For("POST", "/issues$"));
        await world.TakeInAsync(Reports.Report(_id));
        await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        await world.SettleAsync();

        world.GitHub.Issues.Should().HaveCount(2);
        var calls = world.GitHub.Calls;
        var refused = calls.Single(call => call.Status == 429).At;
        calls.Where(call => call.At > refused).Should().OnlyContain(call => call.At >= refused.AddSeconds(90));
    }

    [Fact]
    public async Task Refused_issue_is_logged_once_and_tried_again_with_news()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script([.. Enumerable.Repeat(GitHubFault.Error(422, "Validation Failed").For("POST", "/issues$"), 3)]);
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(90));
        world.CountCalls("POST", "/issues").Should().Be(2); // at once and after an hour
        world.Logs.Lines.Count(line => line.Level == LogLevel.Error).Should().Be(1);

        await world.TakeInAsync(Reports.Report(_id, version: 2));
        await world.SettleAsync(TimeSpan.FromSeconds(10));
        world.CountCalls("POST", "/issues").Should().Be(3);

        await world.RestartAsync();
        await world.SettleAsync(TimeSpan.FromSeconds(10));
        _ = world.Issue; // a new start tries at once
    }

    [Fact]
    public async Task Refusal_tells_what_GitHub_says_is_wrong()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.Invalid("title is too long (maximum is 256 characters)").For("POST", "/issues$"));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        world.Logs.Lines.Single(line => line.Id == 1413).Text.Should().Contain("422 Validation Failed; title is too long");
        (await world.RowAsync(_id)).Failure.Should().Contain("title is too long");
    }

    [Fact]
    public async Task Comment_that_was_submitted_too_quickly_waits_for_a_minute_and_not_for_an_hour()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.Invalid("was submitted too quickly").For("POST", "/comments$"));

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromMinutes(2));

        world.Issue.Comments.Should().ContainSingle();
        world.Logs.Lines.Should().NotContain(line => line.Level == LogLevel.Error);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Single_answer_that_the_repository_contradicts_waits_for_a_minute_and_not_for_an_hour(int status)
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.Error(status).For("POST", "/issues$"), GitHubFault.Error(status).For("POST", "/comments$"));

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromMinutes(3));

        world.Issue.Comments.Should().ContainSingle();
        world.Logs.Lines.Should().NotContain(line => line.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Answer_that_comes_again_is_told_as_an_error_and_waits_for_an_hour()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script([.. Enumerable.Repeat(GitHubFault.Error(401, "Bad credentials").For("POST", "/comments$"), 3)]);

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromMinutes(50));
        world.CountCalls("POST", "/comments").Should().Be(2);
        world.Logs.Lines.Count(line => line.Id == 1413).Should().Be(1);

        await world.SettleAsync();
        world.CountCalls("POST", "/comments").Should().Be(4);
        world.Logs.Lines.Count(line => line.Id == 1413).Should().Be(1);
        world.Issue.Comments.Should().ContainSingle();
    }

    [Fact]
    public async Task Token_that_may_set_no_labels_comments_and_closes_all_the_same()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.TakesLabels = false;

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Safe));
        await world.SettleAsync(TimeSpan.FromHours(12));

        world.Issue.Should().BeEquivalentTo(new { State = "closed", StateReason = "not_planned", Labels = Array.Empty<string>() });
        world.Issue.Comments.Should().ContainSingle();
        world.Logs.Lines.Should().NotContain(line => line.Level == LogLevel.Error);
        world.Logs.Lines.Count(line => line.Id == 1420).Should().Be(1);
    }

    [Fact]
    public async Task Token_never_shows_in_logs_or_ledger()
    {
        await using var world = await EmitterWorld.StartAsync(("GitHub:Timeout", "1"));
        world.GitHub.Script([.. All.Values.Select(fault => fault())]);

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Safe));
        await world.SettleAsync(TimeSpan.FromHours(12));

        _ = world.Issue;
        world.Logs.Lines.Should().NotContain(line => line.Text.Contains(world.GitHub.Token));
        (await world.RowAsync(_id)).Failure.Should().NotContain(world.GitHub.Token);
    }

    private static async Task DieInCreationAsync(EmitterWorld world)
    {
        await world.Ledger.OpenAsync(Stop);
        var leased = (await world.Ledger.LeaseAsync("dying", TimeSpan.FromMinutes(3), Stop))!;
        var now = world.Ledger.Now;
        await world.Ledger.BeginWriteAsync(
            leased,
            row => (row.Write, row.WriteAt, row.WriteSince) = (nameof(Step.CreateIssue), now, now),
            new GitHubOptions(), TimeSpan.FromMinutes(3), Stop);
    }
}
