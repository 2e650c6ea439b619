using Microsoft.AspNetCore.Builder;

namespace AlertResponder.FakeServices.GitHub;

/// <summary>
/// A GitHub on a loopback port: a real HTTP server with one repository that behaves like the documented one for what an emitter uses.
/// It can be told to fail, and a person can be played who works on the same issues.
/// </summary>
public sealed class FakeGitHub : IAsyncDisposable
{
    private const string Person = "a-person";

    private readonly WebApplication _app;
    private readonly FakeGitHubState _state;

    private FakeGitHub(WebApplication app, FakeGitHubState state, Uri root)
    {
        _app = app;
        _state = state;
        BaseAddress = new Uri(root, "/api/v3/");
    }

    /// <summary>Where the API stands, in the form of GitHub Enterprise Server: a value for <c>GitHub__BaseUrl</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The token that it takes.</summary>
    public string Token => _state.Options.Token;

    /// <summary>The repository, <c>owner/name</c>.</summary>
    public string Repository => _state.Options.Repository;

    /// <summary>All issues that were not deleted or moved, by number.</summary>
    public IReadOnlyList<FakeGitHubIssue> Issues => _state.Copy();

    /// <summary>All calls so far, in order.</summary>
    public IReadOnlyList<FakeGitHubCall> Calls => _state.Calls();

    /// <summary>Whether the repository is private.</summary>
    /// <value>true</value>
    public bool IsPrivate { get => _state.IsPrivate; set => _state.IsPrivate = value; }

    /// <summary>Whether the repository is archived: it can be read only.</summary>
    public bool IsArchived { get => _state.IsArchived; set => _state.IsArchived = value; }

    /// <summary>Whether the repository has issues at all.</summary>
    /// <value>true</value>
    public bool HasIssues { get => _state.HasIssues; set => _state.HasIssues = value; }

    /// <summary>Whether the token may see the repository; without, everything in it is answered 404.</summary>
    /// <value>true</value>
    public bool IsVisible { get => _state.IsVisible; set => _state.IsVisible = value; }

    /// <summary>Whether the token may set labels; without, those of a new issue are dropped, and others are answered 403.</summary>
    /// <value>true</value>
    public bool TakesLabels { get => _state.TakesLabels; set => _state.TakesLabels = value; }

    /// <summary>For how long a new issue or comment does not show in lists.</summary>
    public TimeSpan ListDelay { get => _state.ListDelay; set => _state.ListDelay = value; }

    /// <summary>How many lists, from now on, show nothing that was created from now on.</summary>
    public int StaleLists { set => _state.MakeListsStale(value); }

    /// <summary>Starts one.</summary>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="options">What it is like.</param>
    /// <returns>The running server.</returns>
    public static async Task<FakeGitHub> StartAsync(int port = 0, FakeGitHubOptions? options = null)
    {
        options ??= new FakeGitHubOptions();
        var state = new FakeGitHubState(options);
        var (app, root) = await FakeServer.StartAsync(options.Address, port, routes => FakeGitHubApi.Map(routes, state));
        state.Root = root;
        return new FakeGitHub(app, state, root);
    }

    /// <summary>Queues faults: each meets the next call that it is meant for, once.</summary>
    /// <param name="faults">The faults, in order.</param>
    public void Script(params GitHubFault[] faults) => _state.Script(faults);

    /// <summary>A person creates an issue.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="body">Its body.</param>
    /// <returns>Its number.</returns>
    public int CreateByPerson(string title, string body) => _state.Create(title, body, [], Person).Number;

    /// <summary>A person writes a comment.</summary>
    /// <param name="number">The issue.</param>
    /// <param name="body">The text.</param>
    public void CommentByPerson(int number, string body) => _state.Comment(_state.Find(number)!, body, Person);

    /// <summary>A person closes an issue.</summary>
    /// <param name="number">The issue.</param>
    public void CloseByPerson(int number) => _state.SetState(number, "closed", "completed", Person);

    /// <summary>A person reopens an issue.</summary>
    /// <param name="number">The issue.</param>
    public void ReopenByPerson(int number) => _state.SetState(number, "open", "reopened", Person);

    /// <summary>A person puts a label on an issue.</summary>
    /// <param name="number">The issue.</param>
    /// <param name="label">The label.</param>
    public void LabelByPerson(int number, string label) => _state.Edit(number, issue => issue.Labels.Add(label));

    /// <summary>A person sets an issue's milestone.</summary>
    /// <param name="number">The issue.</param>
    /// <param name="milestone">The milestone's number.</param>
    public void SetMilestoneByPerson(int number, int milestone) => _state.Edit(number, issue => issue.Milestone = milestone);

    /// <summary>A person takes a label from an issue.</summary>
    /// <param name="number">The issue.</param>
    /// <param name="label">The label.</param>
    public void UnlabelByPerson(int number, string label) => _state.Edit(number, issue => issue.Labels.Remove(label));

    /// <summary>A person writes another title or body.</summary>
    /// <param name="number">The issue.</param>
    /// <param name="title">The title; null leaves it.</param>
    /// <param name="body">The body; null leaves it.</param>
    public void EditByPerson(int number, string? title = null, string? body = null) => _state.Edit(number, issue =>
    {
        issue.Title = title ?? issue.Title;
        issue.Body = body ?? issue.Body;
    });

    /// <summary>A person deletes an issue: from now on 410.</summary>
    /// <param name="number">The issue.</param>
    public void DeleteByPerson(int number) => _state.Edit(number, issue => issue.IsDeleted = true);

    /// <summary>A person moves an issue to another repository: from now on 301.</summary>
    /// <param name="number">The issue.</param>
    public void MoveByPerson(int number) => _state.Edit(number, issue => issue.IsMoved = true);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)); // late answers are not waited for
        await _app.DisposeAsync();
    }
}
