using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.GitHub.Tests.Emission;

public sealed class When_a_person_intervenes
{
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task Emitter_reopens_what_it_closed_itself()
    {
        await using var world = await ReviewedAsync(Severity.Safe);
        world.Issue.State.Should().Be("closed");

        await ReviewAsync(world, 2, Severity.Urgent);

        world.Issue.State.Should().Be("open");
        world.Issue.Labels.Should().Equal("alertresponder", "severity/urgent");
    }

    [Fact]
    public async Task Issue_that_a_person_closed_is_never_reopened()
    {
        await using var world = await ReviewedAsync(Severity.Unclassified);
        world.GitHub.CloseByPerson(1);

        await ReviewAsync(world, 2, Severity.Urgent);
        await ReviewAsync(world, 3, Severity.Safe);
        await ReviewAsync(world, 4, Severity.Urgent);

        world.Issue.State.Should().Be("closed");
        world.Issue.ClosedBy.Should().Be("a-person");
        world.Issue.Comments.Should().HaveCount(4);
    }

    [Fact]
    public async Task Issue_that_the_emitter_closed_and_a_person_closed_again_is_not_reopened()
    {
        await using var world = await ReviewedAsync(Severity.Safe);
        world.GitHub.ReopenByPerson(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.GitHub.CloseByPerson(1);

        await ReviewAsync(world, 2, Severity.Urgent);

        world.Issue.State.Should().Be("closed");
    }

    [Fact]
    public async Task Issue_that_a_person_reopened_is_not_closed_again()
    {
        await using var world = await ReviewedAsync(Severity.Safe);
        world.GitHub.ReopenByPerson(1);

        await ReviewAsync(world, 2, Severity.Safe);
        await ReviewAsync(world, 3, Severity.Safe);

        world.Issue.State.Should().Be("open");
    }

    [Fact]
    public async Task Labels_of_persons_stay()
    {
        await using var world = await ReviewedAsync(Severity.Unclassified);
        world.GitHub.LabelByPerson(1, "team/blue");
        world.GitHub.UnlabelByPerson(1, "severity/unclassified");

        await ReviewAsync(world, 2, Severity.Urgent);

        world.Issue.Labels.Should().BeEquivalentTo("alertresponder", "team/blue", "severity/urgent");
    }

    [Fact]
    public async Task Title_and_milestone_of_a_person_stay()
    {
        await using var world = await ReviewedAsync(Severity.Unclassified);
        world.GitHub.EditByPerson(1, title: "Ours");
        world.GitHub.SetMilestoneByPerson(1, 7);

        await world.TakeInAsync(Reports.Report(_id, version: 3, verdictNumber: 2, Severity.Safe, count: 9));
        await world.SettleAsync();

        world.Issue.Title.Should().Be("Ours");
        world.Issue.Milestone.Should().Be(7);
        world.Issue.State.Should().Be("closed");
        world.Issue.Body.Should().Contain("| Alerts | 9 |");
    }

    [Fact]
    public async Task Deleted_issue_is_recorded_and_not_created_again()
    {
        await using var world = await ReviewedAsync(Severity.Unclassified);
        world.GitHub.DeleteByPerson(1);

        await ReviewAsync(world, 2, Severity.Urgent);

        world.GitHub.Issues.Should().BeEmpty();
        (await world.RowAsync(_id)).AbandonedReason.Should().Contain("410");
        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1414);
    }

    [Fact]
    public async Task Moved_issue_is_recorded_and_not_followed()
    {
        await using var world = await ReviewedAsync(Severity.Unclassified);
        world.GitHub.MoveByPerson(1);

        await ReviewAsync(world, 2, Severity.Urgent);

        world.GitHub.Issues.Should().BeEmpty();
        (await world.RowAsync(_id)).AbandonedReason.Should().StartWith("moved to http").And.EndWith("/repos/acme/elsewhere/issues/1");
        world.GitHub.Calls.Should().NotContain(call => call.Path.Contains("elsewhere"));
    }

    [Fact]
    public async Task Token_that_loses_sight_of_the_repository_makes_no_issue_gone()
    {
        await using var world = await ReviewedAsync(Severity.Unclassified);
        world.GitHub.IsVisible = false;
        await world.TakeInAsync(Reports.Report(_id, version: 3, verdictNumber: 2, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromMinutes(20));
        world.GitHub.IsVisible = true;

        await world.SettleAsync();

        world.Issue.Comments.Should().HaveCount(2);
        world.Logs.Lines.Count(line => line.Id == 1402).Should().Be(1);
    }

    [Fact]
    public async Task Copy_that_a_person_made_of_an_issue_is_no_duplicate()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"));
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromSeconds(10)); // created, and not found again yet
        world.GitHub.CreateByPerson("Copy", world.Issue.Body);

        await world.SettleAsync();

        (await world.StateAsync(_id)).IssueNumber.Should().Be(1);
        world.GitHub.Issues[1].Should().BeEquivalentTo(new { Title = "Copy", State = "open", world.GitHub.Issues[0].Body });
    }

    [Fact]
    public async Task Copy_is_no_duplicate_after_a_repeat_either()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.DropBefore().For("POST", "/issues$"));
        world.GitHub.Script(GitHubFault.Error(500).For("POST", "/issues$"));
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(4)); // created by a repeat, the check for duplicates is to come
        world.GitHub.CreateByPerson("Copy", world.Issue.Body);

        await world.SettleAsync();

        world.GitHub.Issues[1].Should().BeEquivalentTo(new { Title = "Copy", State = "open", world.GitHub.Issues[0].Body });
    }

    [Fact]
    public async Task Copies_that_a_person_made_of_a_comment_stay()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/comments$"));
        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromSeconds(10));
        var copied = world.Issue.Comments.Should().ContainSingle().Subject;
        for (var copies = 0; copies < 2; copies++) world.GitHub.CommentByPerson(1, copied.Body);

        await world.SettleAsync();

        world.Issue.Comments.Should().HaveCount(3);
        world.CountCalls("POST", "/comments").Should().Be(1);
    }

    [Theory]
    [InlineData("public")]
    [InlineData("archived")]
    [InlineData("without issues")]
    [InlineData("unknown")]
    public async Task Repository_that_must_not_be_written_is_left_alone_until_that_changes(string fault)
    {
        await using var world = await EmitterWorld.StartAsync();
        Set(broken: true);
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        world.GitHub.Calls.Should().NotContain(call => call.IsWrite);
        world.Logs.Lines.Should().ContainSingle(line => line.Level == LogLevel.Error && line.Id == 1402);
        (await world.StateAsync(_id)).IssueNumber.Should().BeNull();

        Set(broken: false);
        await world.SettleAsync(TimeSpan.FromMinutes(10));

        _ = world.Issue;

        void Set(bool broken)
        {
            switch (fault)
            {
                case "public":
                    world.GitHub.IsPrivate = !broken;
                    break;
                case "archived":
                    world.GitHub.IsArchived = broken;
                    break;
                case "without issues":
                    world.GitHub.HasIssues = !broken;
                    break;
                default:
                    world.GitHub.IsVisible = !broken;
                    break;
            }
        }
    }

    [Fact]
    public async Task Public_repository_is_written_when_the_operator_says_so()
    {
        await using var world = await EmitterWorld.StartAsync(("GitHub:AllowPublicRepository", "true"));
        world.GitHub.IsPrivate = false;

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        _ = world.Issue;
    }

    [Fact]
    public async Task Repository_that_becomes_public_is_not_written_any_more()
    {
        await using var world = await ReviewedAsync(Severity.Unclassified);
        world.GitHub.IsPrivate = false;
        world.Clock.Advance(TimeSpan.FromHours(1));

        await ReviewAsync(world, 2, Severity.Urgent);

        world.Issue.Comments.Should().ContainSingle();
    }

    [Fact]
    public async Task Another_repository_gets_no_news_of_the_former_ones_issues()
    {
        await using var other = await FakeGitHub.StartAsync();
        await using var world = await ReviewedAsync(Severity.Unclassified);
        await world.RestartAsync(("GitHub:BaseUrl", other.BaseAddress.ToString()));

        await ReviewAsync(world, 2, Severity.Urgent);
        await world.TakeInAsync(Reports.Report(Guid.NewGuid(), previous: _id));
        await world.SettleAsync();

        world.Issue.Comments.Should().ContainSingle();
        var issue = other.Issues.Should().ContainSingle().Subject;
        issue.Comments.Should().BeEmpty();
        issue.Body.Should().Contain($"| Former report | `{_id}` |");
        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1419);
    }

    [Fact]
    public async Task Safe_issue_stays_open_when_the_operator_says_so()
    {
        await using var world = await EmitterWorld.StartAsync(("GitHub:CloseSafe", "false"));
        await ReviewAsync(world, 1, Severity.Safe);

        world.Issue.State.Should().Be("open");
        world.Issue.Labels.Should().Contain("severity/safe");
    }

    private async Task<EmitterWorld> ReviewedAsync(Severity severity)
    {
        var world = await EmitterWorld.StartAsync();
        await ReviewAsync(world, 1, severity);
        return world;
    }

    private async Task ReviewAsync(EmitterWorld world, int number, Severity severity)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.TakeInAsync(Reports.Report(_id, version: number + 1, verdictNumber: number, severity));
        await world.SettleAsync();
    }
}
