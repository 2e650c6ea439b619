using System.Text.RegularExpressions;
using AlertResponder.Emitter.GitHub.Emission;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emitter.GitHub.Tests;

/// <summary>A GitHub and its emitter.</summary>
internal sealed partial class EmitterWorld : EmissionWorld<GitHubEmitter, GitHubState>
{
    private EmitterWorld(FakeGitHub gitHub, FakeTimeProvider clock, IEnumerable<(string, string)> settings)
        : base(clock, settings) => GitHub = gitHub;

    public FakeGitHub GitHub { get; }

    public FakeGitHubIssue Issue => GitHub.Issues.Should().ContainSingle().Subject;

    public static async Task<EmitterWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(Reports.Noon);
        var gitHub = await FakeGitHub.StartAsync(options: new FakeGitHubOptions { TimeProvider = clock });
        var world = new EmitterWorld(
            gitHub, clock,
            [
                ("GitHub:Token", gitHub.Token), ("GitHub:Repository", gitHub.Repository), ("GitHub:BaseUrl", gitHub.BaseAddress.ToString()),
                .. settings,
            ]);
        await world.StartProcessAsync();
        return world;
    }

    /// <summary>The same on a new PostgreSQL database.</summary>
    public static async Task<EmitterWorld> StartOnPostgresAsync(params (string Key, string Value)[] settings) => await StartAsync(
        [.. settings, ("ConnectionStrings:emitter", await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync())]);

    public int CountCalls(string method, string pathEnd) =>
        GitHub.Calls.Count(call => call.Method == method && call.Path.EndsWith(pathEnd, StringComparison.Ordinal));

    public override IReadOnlyList<string> Written(Guid reportId) =>
    [
        .. GitHub.Issues.Where(issue => issue.Body.Contains($"issue:{reportId}", StringComparison.Ordinal)).SelectMany(issue => issue.Comments
            .Select(comment => $"verdict {Verdict().Match(comment.Body).Groups[1].Value}").Prepend("opened")),
    ];

    public override void LoseNextAnswer() => GitHub.Script(GitHubFault.DropAfter().For("POST", "/(issues|comments)$"));

    public override void FailNextCalls(int count) => GitHub.Script([.. Enumerable.Repeat(GitHubFault.DropBefore(), count)]);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await GitHub.DisposeAsync();
    }

    protected override void Register(IBusRegistrationConfigurator bus, IConfiguration configuration) => bus.AddGitHubEmitter(configuration);

    [GeneratedRegex("<!-- alertresponder:v1:verdict:[0-9a-f-]+:([0-9]+):")]
    private static partial Regex Verdict();
}
