using AlertResponder.FakeServices.GitHub;

namespace AlertResponder.FaultInjection.Tests;

/// <summary>GitHub has done what it was asked, and the emitter does not hear of that.</summary>
public sealed class When_GitHub_is_unsure
{
    private static readonly TimeSpan LaterThanTheTimeout = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Names => [.. Faults.Keys];

    private static readonly Dictionary<string, Action<FakeGitHub>> Faults = new()
    {
        ["answers late"] = gitHub => gitHub.Script(GitHubFault.LateAnswer(LaterThanTheTimeout).For("POST", "/issues$")),
        ["drops the connection"] = gitHub => gitHub.Script(
            GitHubFault.DropAfter().For("POST", "/issues$"), GitHubFault.DropAfter().For("POST", "/comments$")),
        ["drops the connection and lists stale"] = gitHub =>
        {
            gitHub.StaleLists = 2;
            gitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"));
        },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task There_is_one_issue_with_one_comment(string when)
    {
        var load = new Load(Sizes.NewRandom(), alerts: 10, keys: 1);
        await using var stack = await ServicesStack.StartOnPostgresAsync(
            [ServicesStack.Reviewer, ServicesStack.Inspector, ServicesStack.Emitter, ServicesStack.Receptor], Load.Prepare);
        Faults[when](stack.GitHub);

        await load.SendAsync(stack);

        await load.ShouldBeDoneOnceAsync(stack);
        stack.GitHub.Calls.Count(call => call.Method == "POST" && call.Path.EndsWith("/issues", StringComparison.Ordinal)).Should().Be(1);
    }
}
