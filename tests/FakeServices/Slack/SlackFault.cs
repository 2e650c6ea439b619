using System.Globalization;

namespace AlertResponder.FakeServices.Slack;

/// <summary>Something that goes wrong once, with the next call that it is meant for.</summary>
public sealed record SlackFault
{
    private SlackFault()
    {
    }

    internal int? Status { get; private init; }

    internal string? Code { get; private init; }

    internal string? RetryAfter { get; private init; }

    internal bool DoesTheWork { get; private init; }

    internal bool Drops { get; private init; }

    internal TimeSpan Delay { get; private init; }

    internal string? Garbage { get; private init; }

    internal string? Method { get; private init; }

    /// <summary>An answer 200 with <c>ok: false</c> instead of the work.</summary>
    /// <param name="error">The error, e.g. <c>is_archived</c>.</param>
    /// <returns>The fault, for any method.</returns>
    public static SlackFault Error(string error) => new() { Code = error };

    /// <summary>Such an answer although the work was done.</summary>
    /// <param name="error">The error, e.g. <c>internal_error</c>.</param>
    /// <returns>The fault, for any method.</returns>
    public static SlackFault ErrorAfterwards(string error) => new() { Code = error, DoesTheWork = true };

    /// <summary>An HTTP status instead of the work.</summary>
    /// <param name="status">The status, e.g. 503.</param>
    /// <param name="doesTheWork">Whether the work is done all the same.</param>
    /// <returns>The fault, for any method.</returns>
    public static SlackFault HttpError(int status, bool doesTheWork = false) => new() { Status = status, Code = "scripted", DoesTheWork = doesTheWork };

    /// <summary>429 that says how long to wait.</summary>
    /// <param name="retryAfter">How long.</param>
    /// <returns>The fault, for any method.</returns>
    public static SlackFault RateLimit(TimeSpan retryAfter) => RateLimit(((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>429 with a <c>Retry-After</c> of any form, or without one.</summary>
    /// <param name="retryAfter">The header; null for none.</param>
    /// <returns>The fault, for any method.</returns>
    public static SlackFault RateLimit(string? retryAfter = null) => new() { Status = 429, Code = "ratelimited", RetryAfter = retryAfter };

    /// <summary>The work is done at once, the answer comes late.</summary>
    /// <param name="delay">How late.</param>
    /// <returns>The fault, for any method.</returns>
    public static SlackFault LateAnswer(TimeSpan delay) => new() { DoesTheWork = true, Delay = delay };

    /// <summary>The connection is lost and nothing was done.</summary>
    /// <returns>The fault, for any method.</returns>
    public static SlackFault DropBefore() => new() { Drops = true };

    /// <summary>The work is done and the connection is lost before the answer.</summary>
    /// <returns>The fault, for any method.</returns>
    public static SlackFault DropAfter() => new() { Drops = true, DoesTheWork = true };

    /// <summary>The work is not done, and something in between answers as if all were well.</summary>
    /// <param name="body">The body.</param>
    /// <param name="status">The HTTP status.</param>
    /// <returns>The fault, for any method.</returns>
    public static SlackFault OtherAnswer(string body, int status = 200) => new() { Status = status, Garbage = body };

    /// <summary>Narrows the fault to some calls.</summary>
    /// <param name="method">E.g. <c>chat.postMessage</c>.</param>
    /// <returns>The narrowed fault.</returns>
    public SlackFault For(string method) => this with { Method = method };

    internal bool IsFor(string method) => Method is null || Method == method;
}
