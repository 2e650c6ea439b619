namespace AlertResponder.FakeServices.GitHub;

/// <summary>What the fake knows; every member may be called from any thread.</summary>
internal sealed class FakeGitHubState(FakeGitHubOptions options)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _issues = [];
    private readonly List<FakeGitHubCall> _calls = [];
    private readonly List<GitHubFault> _faults = [];
    private long _nextCommentId = 1000;
    private int _staleLists;
    private DateTimeOffset _staleSince;

    public FakeGitHubOptions Options => options;

    public Uri Root { get; set; } = new("http://127.0.0.1/");

    public bool IsPrivate { get; set; } = true;

    public bool IsArchived { get; set; }

    public bool HasIssues { get; set; } = true;

    public bool IsVisible { get; set; } = true;

    public bool TakesLabels { get; set; } = true;

    public TimeSpan ListDelay { get; set; }

    public DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    public void Script(IEnumerable<GitHubFault> faults)
    {
        lock (_lock) _faults.AddRange(faults);
    }

    public GitHubFault? TakeFault(string method, string path)
    {
        lock (_lock)
        {
            var index = _faults.FindIndex(fault => fault.IsFor(method, path));
            if (index < 0) return null;
            var fault = _faults[index];
            _faults.RemoveAt(index);
            return fault;
        }
    }

    public int Note(FakeGitHubCall call)
    {
        lock (_lock)
        {
            _calls.Add(call);
            return _calls.Count - 1;
        }
    }

    public void NoteStatus(int index, int status)
    {
        lock (_lock) _calls[index] = _calls[index] with { Status = status };
    }

    public IReadOnlyList<FakeGitHubCall> Calls()
    {
        lock (_lock) return [.. _calls];
    }

    public IReadOnlyList<FakeGitHubIssue> Copy()
    {
        lock (_lock)
            return [.. _issues.Where(issue => issue is { IsDeleted: false, IsMoved: false }).Select(issue => new FakeGitHubIssue(
                issue.Number, issue.Title, issue.Body, issue.State, issue.StateReason, issue.ClosedBy, issue.CreatedAt, PageOf(issue))
            {
                Labels = [.. issue.Labels],
                Milestone = issue.Milestone,
                Comments = [.. issue.Comments],
            })];
    }

    public string PageOf(Entry issue) => new Uri(Root, $"/{options.Repository}/issues/{issue.Number}").ToString();

    public void MakeListsStale(int lists)
    {
        lock (_lock)
        {
            _staleLists = lists;
            _staleSince = Now;
        }
    }

    /// <summary>A list of what is old enough to be seen, as a replica that lags behind has it.</summary>
    public List<T> Visible<T>(Func<List<Entry>, IEnumerable<T>> items, Func<T, DateTimeOffset> createdAt)
    {
        lock (_lock)
        {
            var seenUntil = ListDelay > TimeSpan.Zero ? Now - ListDelay : DateTimeOffset.MaxValue;
            var isStale = _staleLists > 0;
            if (isStale) _staleLists--;
            return [.. items(_issues).Where(item => createdAt(item) <= seenUntil && !(isStale && createdAt(item) >= _staleSince))];
        }
    }

    public Entry Create(string title, string body, IEnumerable<string> labels, string author)
    {
        lock (_lock)
        {
            var issue = new Entry { Number = _issues.Count + 1, Author = author, Title = title, Body = body, CreatedAt = Now, UpdatedAt = Now };
            issue.Labels.AddRange(labels.Distinct(StringComparer.OrdinalIgnoreCase));
            _issues.Add(issue);
            return issue;
        }
    }

    public Entry? Find(int number)
    {
        lock (_lock) return _issues.ElementAtOrDefault(number - 1);
    }

    public FakeGitHubComment Comment(Entry issue, string body, string author)
    {
        lock (_lock)
        {
            var comment = new FakeGitHubComment(_nextCommentId++, author, body, Now);
            issue.Comments.Add(comment);
            issue.UpdatedAt = Now;
            return comment;
        }
    }

    public void Edit(int number, Action<Entry> edit)
    {
        lock (_lock)
        {
            var issue = _issues[number - 1];
            edit(issue);
            issue.UpdatedAt = Now;
        }
    }

    public void SetState(int number, string state, string? reason, string who) => Edit(number, issue =>
    {
        if (issue.State == state) return;
        issue.State = state;
        issue.StateReason = reason;
        issue.ClosedAt = state == "closed" ? Now : null;
        issue.ClosedBy = state == "closed" ? who : null;
    });

    internal sealed class Entry
    {
        public required int Number { get; init; }

        public required string Author { get; init; }

        public required string Title { get; set; }

        public required string Body { get; set; }

        public string State { get; set; } = "open";

        public string? StateReason { get; set; }

        public string? ClosedBy { get; set; }

        public DateTimeOffset? ClosedAt { get; set; }

        public required DateTimeOffset CreatedAt { get; init; }

        public required DateTimeOffset UpdatedAt { get; set; }

        public int? Milestone { get; set; }

        public bool IsDeleted { get; set; }

        public bool IsMoved { get; set; }

        public List<string> Labels { get; } = [];

        public List<FakeGitHubComment> Comments { get; } = [];
    }
}
