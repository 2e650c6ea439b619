using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AlertResponder.FakeServices.GitHub;

/// <summary>Something that goes wrong once, with the next call that it is meant for.</summary>
public sealed record GitHubFault
{
    private GitHubFault()
    {
    }

    internal int? Status { get; private init; }

    internal string Message { get; private init; } = "";

    internal IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    internal bool DoesTheWork { get; private init; }

    internal bool Drops { get; private init; }

    internal TimeSpan Delay { get; private init; }

    internal string? Garbage { get; private init; }

    internal Action<JsonNode>? Change { get; private init; }

    internal IReadOnlyList<string> Errors { get; private init; } = [];

    internal string? Method { get; private init; }

    internal string PathPattern { get; private init; } = "";

    /// <summary>An error instead of the work.</summary>
    /// <param name="status">The HTTP status, e.g. 500.</param>
    /// <param name="message">GitHub's message.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault Error(int status, string message = "scripted") => new() { Status = status, Message = message };

    /// <summary>An error although the work was done, as a proxy before GitHub gives it.</summary>
    /// <param name="status">The HTTP status, e.g. 502.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault ErrorAfterwards(int status) => new() { Status = status, Message = "scripted", DoesTheWork = true };

    /// <summary>422 as GitHub has it: a general message, and what is wrong among its <c>errors</c>.</summary>
    /// <param name="errors">What is wrong, e.g. <c>was submitted too quickly</c>.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault Invalid(params string[] errors) => new() { Status = 422, Message = "Validation Failed", Errors = errors };

    /// <summary>429, or 403 as github.com often has it, with <c>retry-after</c>.</summary>
    /// <param name="retryAfter">How long to wait.</param>
    /// <param name="status">429 or 403.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault SecondaryRateLimit(TimeSpan retryAfter, int status = 403) => new()
    {
        Status = status,
        Message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        Headers = new Dictionary<string, string> { ["retry-after"] = ((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture) },
    };

    /// <summary>A secondary rate limit that does not say how long to wait.</summary>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault SecondaryRateLimitWithoutTime() => new()
    {
        Status = 403,
        Message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    };

    /// <summary>403 with <c>x-ratelimit-remaining: 0</c> and <c>x-ratelimit-reset</c>.</summary>
    /// <param name="reset">When calls are taken again.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault PrimaryRateLimit(DateTimeOffset reset) => new()
    {
        Status = 403,
        Message = "API rate limit exceeded for user ID 1.",
        Headers = new Dictionary<string, string>
        {
            ["x-ratelimit-limit"] = "5000",
            ["x-ratelimit-remaining"] = "0",
            ["x-ratelimit-reset"] = reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        },
    };

    /// <summary>The work is done at once, the answer comes late.</summary>
    /// <param name="delay">How late.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault LateAnswer(TimeSpan delay) => new() { DoesTheWork = true, Delay = delay };

    /// <summary>Nothing is done, and even that is said late.</summary>
    /// <param name="delay">How late.</param>
    /// <param name="status">The HTTP status, as a proxy before GitHub gives it.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault LateError(TimeSpan delay, int status = 504) => new() { Status = status, Message = "scripted", Delay = delay };

    /// <summary>The connection is lost and nothing was done.</summary>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault DropBefore() => new() { Drops = true };

    /// <summary>The work is done and the connection is lost before the answer.</summary>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault DropAfter() => new() { Drops = true, DoesTheWork = true };

    /// <summary>The work is done and the answer is no JSON.</summary>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault GarbledAnswer() => new() { DoesTheWork = true, Garbage = "<html>a proxy's page</html" };

    /// <summary>The work is done, and something else is answered.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault OtherAnswer(string body) => new() { DoesTheWork = true, Garbage = body };

    /// <summary>The work is done, and its answer is changed on its way.</summary>
    /// <param name="change">What becomes of the JSON.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault ChangedAnswer(Action<JsonNode> change) => new() { DoesTheWork = true, Change = change };

    /// <summary>The work is done, and the answer has further headers, or others.</summary>
    /// <param name="headers">The headers.</param>
    /// <returns>The fault, for any call.</returns>
    public static GitHubFault WithHeaders(params (string Name, string Value)[] headers) =>
        new() { DoesTheWork = true, Headers = headers.ToDictionary(header => header.Name, header => header.Value) };

    /// <summary>Narrows the fault to some calls.</summary>
    /// <param name="method">E.g. <c>POST</c>.</param>
    /// <param name="pathPattern">A regular expression that the path matches, e.g. <c>/issues$</c>.</param>
    /// <returns>The narrowed fault.</returns>
    public GitHubFault For(string method, string pathPattern = "") => this with { Method = method, PathPattern = pathPattern };

    internal bool IsFor(string method, string path) => (Method is null || Method == method) && Regex.IsMatch(path, PathPattern);
}
