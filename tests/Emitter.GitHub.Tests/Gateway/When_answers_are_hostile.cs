using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.FakeServices.GitHub;

namespace AlertResponder.Emitter.GitHub.Tests.Gateway;

/// <summary>A GitHub, or what stands before it, that answers what no documentation says.</summary>
public sealed class When_answers_are_hostile
{
    private const string AnyPath = "/repos/.*";
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task Address_of_a_further_page_is_not_asked_and_the_token_goes_nowhere_else()
    {
        await using var other = await FakeGitHub.StartAsync();
        await using var world = await WorldAfterALostCreationAsync();
        var link = $"<{other.BaseAddress}repos/acme/alerts/issues?page=2>; rel=\"next\", <{other.BaseAddress}>; rel=\"last\"";
        world.GitHub.Script([.. Repeat(GitHubFault.WithHeaders(("Link", link)).For("GET", "/issues$"), 5)]);

        await world.SettleAsync();

        other.Calls.Should().BeEmpty();
        (await world.StateAsync(_id)).IssueNumber.Should().Be(1);
    }

    [Fact]
    public async Task Further_pages_are_asked_by_number_until_one_is_not_full()
    {
        await using var world = await WorldAfterALostCreationAsync();
        for (var number = 0; number < (2 * GitHubGateway.PageSize) + 5; number++) world.GitHub.CreateByPerson("another", new string('x', 60_000));

        await world.SettleAsync();

        (await world.StateAsync(_id)).IssueNumber.Should().Be(1);
        Pages(world).Should().Equal("1", "2", "3");
    }

    [Fact]
    public async Task Page_that_is_older_than_the_attempt_is_the_last_one_that_is_read()
    {
        await using var world = await EmitterWorld.StartAsync();
        for (var number = 0; number < 3 * GitHubGateway.PageSize; number++) world.GitHub.CreateByPerson("old", "body");
        world.Clock.Advance(TimeSpan.FromDays(3));
        for (var number = 1; number <= 3 * GitHubGateway.PageSize; number++) world.GitHub.LabelByPerson(number, "changed"); // so all are listed
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        (await world.StateAsync(_id)).IssueNumber.Should().Be((3 * GitHubGateway.PageSize) + 1);
        Pages(world).Should().Equal("1");
    }

    [Fact]
    public async Task Pages_without_end_come_to_an_end()
    {
        await using var world = await WorldAfterALostCreationAsync();
        var page = new JsonArray([.. Enumerable.Range(1, GitHubGateway.PageSize).Select(number =>
            (JsonNode)new JsonObject { ["number"] = 1000 + number, ["body"] = "another", ["created_at"] = "2026-11-24T12:00:00Z" })]).ToJsonString();
        world.GitHub.Script([.. Repeat(GitHubFault.OtherAnswer(page).For("GET", "/issues$"), 3 * GitHubGateway.MaxPages)]);

        await world.SettleAsync();

        Pages(world).Take(GitHubGateway.MaxPages + 1).Should().Equal([.. Enumerable.Range(1, GitHubGateway.MaxPages).Select(number => $"{number}"), "1"]);
        world.GitHub.Issues.Should().ContainSingle(issue => issue.State == "open");
    }

    [Fact]
    public async Task Comment_that_each_page_shows_again_is_no_duplicate()
    {
        await using var world = await EmitterWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        world.GitHub.StaleLists = 3;
        world.GitHub.Script(GitHubFault.DropBefore().For("POST", "/comments$"));
        JsonNode? shown = null;
        world.GitHub.Script([.. Repeat(GitHubFault.ChangedAnswer(FillUp).For("GET", "/comments$"), 100)]);

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync();

        world.Issue.Comments.Should().ContainSingle();
        world.CountCalls("GET", "/comments").Should().BeGreaterThan(GitHubGateway.MaxPages);

        void FillUp(JsonNode page)
        {
            var comments = page.AsArray();
            if (comments.Count > 0) shown = comments[0]!.DeepClone();
            while (shown is not null && comments.Count < GitHubGateway.PageSize) comments.Add(shown.DeepClone());
        }
    }

    [Fact]
    public async Task Look_for_duplicates_ends_before_its_lease_however_slow_the_pages_are()
    {
        await using var world = await WorldAfterALostCreationAsync();
        world.GitHub.StaleLists = 3; // so that it is created again
        await world.SettleAsync(TimeSpan.FromMinutes(5));
        for (var number = 0; number < 50 * GitHubGateway.PageSize; number++) world.GitHub.CreateByPerson("another", "body");
        world.GitHub.Script([.. Repeat(GitHubFault.ChangedAnswer(_ => world.Clock.Advance(TimeSpan.FromSeconds(29))).For("GET"), 100)]);

        await world.SettleAsync();

        var reads = world.GitHub.Calls.Where(call => call is { Method: "GET" } && call.At > Reports.Noon.AddMinutes(5)).ToList();
        (reads[^1].At - reads[0].At).Should().BeLessThan(world.Options.Lease - world.Options.Timeout.Value);
        world.Logs.Lines.Should().NotContain(line => line.Id == 1416);
        (await world.RowAsync(_id)).CheckAt.Should().BeNull();
    }

    [Fact]
    public async Task Fields_that_are_not_used_may_be_of_any_type()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script([.. Repeat(GitHubFault.ChangedAnswer(Spoil).For("GET", AnyPath), 20)]);
        foreach (var method in (string[])["POST", "PATCH", "DELETE"]) world.GitHub.Script([.. Repeat(GitHubFault.ChangedAnswer(Spoil).For(method, AnyPath), 20)]);

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync();
        await world.TakeInAsync(Reports.Report(_id, version: 3, verdictNumber: 2, Severity.Safe, count: 3));
        await world.SettleAsync();

        world.Issue.Should().BeEquivalentTo(new { State = "closed", Comments = new object[2] }, options => options.Excluding(issue => issue.Comments));
        world.Issue.Comments.Should().HaveCount(2);
        world.Logs.Lines.Should().NotContain(line => line.Id >= 1411 && line.Id <= 1420);

        static void Spoil(JsonNode answer)
        {
            if (answer is not JsonObject fields) return;
            foreach (var name in fields.Select(field => field.Key).Except(["number", "id", "state", "private", "user", "closed_at"]).ToList())
                fields[name] = fields[name] is JsonValue ? new JsonArray(1, new JsonObject()) : 17;
            fields["milestone"] = new JsonArray();
            fields["reactions"] = new JsonObject { ["+1"] = "many" };
            fields["author_association"] = 1e300;
        }
    }

    [Theory]
    [InlineData("x-ratelimit-reset", "99999999999999")]
    [InlineData("x-ratelimit-limit", "many")]
    [InlineData("Link", "<http://[>; rel=\"next\", <>; rel=\"next\", <a>; rel=\"next\"")]
    [InlineData("Date", "the day before yesterday")]
    [InlineData("Content-Type", "application/json; charset=utf8")]
    [InlineData("Content-Type", "application/json; charset=\"utf-8\"")]
    [InlineData("Content-Type", "application/vnd.github+json; charset=x-user-defined")]
    [InlineData("ETag", "none")]
    public async Task Headers_that_are_not_used_may_say_anything(string name, string value)
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script([.. Repeat(GitHubFault.WithHeaders((name, value)), 20)]);

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Safe));
        await world.SettleAsync();

        world.Issue.State.Should().Be("closed");
        world.Logs.Lines.Should().NotContain(line => line.Id >= 1411 && line.Id <= 1420);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"number":"1"}""")]
    [InlineData("""{"number":-1}""")]
    [InlineData("""{"number":9999999999}""")]
    [InlineData("""{"number":1e400}""")]
    [InlineData("deeply nested")]
    [InlineData("")]
    public async Task Answer_to_a_creation_that_names_no_issue_is_resolved_by_looking(string answer)
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.OtherAnswer(answer == "deeply nested" ? new string('[', 1_000_000) : answer).For("POST", "/issues$"));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        _ = world.Issue;
        world.CountCalls("POST", "/issues").Should().Be(1);
        (await world.StateAsync(_id)).IssueNumber.Should().Be(1);
    }

    [Theory]
    [InlineData("""{"id":1,"private":"yes"}""")]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":1,"private":false}""")]
    [InlineData("""{"private":true}""")]
    [InlineData("[true]")]
    public async Task Repository_that_is_not_said_to_be_private_is_not_written(string answer)
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script([.. Repeat(GitHubFault.OtherAnswer(answer).For("GET", "/repos/acme/alerts$"), 100)]);

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(30));

        world.GitHub.Calls.Should().NotContain(call => call.IsWrite);
    }

    /// <summary>The issue is there, and the emitter does not know it yet.</summary>
    private async Task<EmitterWorld> WorldAfterALostCreationAsync()
    {
        var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"));
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromSeconds(5));
        _ = world.Issue;
        return world;
    }

    private static IEnumerable<GitHubFault> Repeat(GitHubFault fault, int times) => Enumerable.Repeat(fault, times);

    private static IEnumerable<string> Pages(EmitterWorld world) => world.GitHub.Calls
        .Where(call => call is { Method: "GET" } && call.Path.EndsWith("/issues", StringComparison.Ordinal))
        .Select(call => System.Web.HttpUtility.ParseQueryString(call.Query)["page"]!);
}
