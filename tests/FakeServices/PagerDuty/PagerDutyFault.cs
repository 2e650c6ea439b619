using System.Globalization;

namespace AlertResponder.FakeServices.PagerDuty;

/// <summary>Something that goes wrong once, with the next event that it is meant for.</summary>
public sealed record PagerDutyFault
{
    private PagerDutyFault()
    {
    }

    internal int? Status { get; private init; }

    internal string Message { get; private init; } = "scripted";

    internal string? RetryAfter { get; private init; }

    internal bool DoesTheWork { get; private init; }

    internal bool Drops { get; private init; }

    internal TimeSpan Delay { get; private init; }

    internal string? Garbage { get; private init; }

    internal string? Action { get; private init; }

    /// <summary>An error instead of the work.</summary>
    /// <param name="status">The HTTP status, e.g. 500.</param>
    /// <param name="message">What is wrong.</param>
    /// <returns>The fault, for any event.</returns>
    public static PagerDutyFault Error(int status, string message = "scripted") => new() { Status = status, Message = message };

    /// <summary>An error although the work was done, as a proxy before PagerDuty gives it.</summary>
    /// <param name="status">The HTTP status, e.g. 502.</param>
    /// <returns>The fault, for any event.</returns>
    public static PagerDutyFault ErrorAfterwards(int status) => new() { Status = status, DoesTheWork = true };

    /// <summary>429 that says how long to wait.</summary>
    /// <param name="retryAfter">How long.</param>
    /// <returns>The fault, for any event.</returns>
    public static PagerDutyFault RateLimit(TimeSpan retryAfter) => RateLimit(((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>429 with a <c>Retry-After</c> of any form, or without one.</summary>
    /// <param name="retryAfter">The header; null for none.</param>
    /// <returns>The fault, for any event.</returns>
    public static PagerDutyFault RateLimit(string? retryAfter = null) => new() { Status = 429, Message = "Rate limit reached.", RetryAfter = retryAfter };

    /// <summary>The work is done at once, the answer comes late.</summary>
    /// <param name="delay">How late.</param>
    /// <returns>The fault, for any event.</returns>
    public static PagerDutyFault LateAnswer(TimeSpan delay) => new() { DoesTheWork = true, Delay = delay };

    /// <summary>The connection is lost and nothing was done.</summary>
    /// <returns>The fault, for any event.</returns>
    public static PagerDutyFault DropBefore() => new() { Drops = true };

    /// <summary>The work is done and the connection is lost before the answer.</summary>
    /// <returns>The fault, for any event.</returns>
    public static PagerDutyFault DropAfter() => new() { Drops = true, DoesTheWork = true };

    /// <summary>The work is not done, and a page of something in between is answered as if all were well.</summary>
    /// <param name="body">The body.</param>
    /// <param name="status">The HTTP status.</param>
    /// <returns>The fault, for any event.</returns>
    public static PagerDutyFault OtherAnswer(string body, int status = 200) => new() { Status = status, Garbage = body };

    /// <summary>Narrows the fault to some events.</summary>
    /// <param name="action">E.g. <c>trigger</c>.</param>
    /// <returns>The narrowed fault.</returns>
    public PagerDutyFault For(string action) => this with { Action = action };

    internal bool IsFor(string action) => Action is null || Action == action;
}
