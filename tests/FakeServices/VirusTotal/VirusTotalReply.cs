namespace AlertResponder.FakeServices.VirusTotal;

/// <summary>What a call is answered instead of the object: an error, or something that no documentation mentions.</summary>
public sealed record VirusTotalReply
{
    private VirusTotalReply(ReplyKind kind) => Kind = kind;

    internal ReplyKind Kind { get; }

    internal int Status { get; private init; }

    internal string? ErrorCode { get; private init; }

    internal string? ErrorMessage { get; private init; }

    internal string? RetryAfter { get; private init; }

    internal TimeSpan Delay { get; private init; }

    internal long Length { get; private init; }

    internal string? Body { get; private init; }

    /// <summary>An error as the API documents it.</summary>
    /// <param name="status">The HTTP status, e.g. 429.</param>
    /// <param name="retryAfter">The header <c>Retry-After</c>, seconds or an HTTP date; null for none.</param>
    /// <param name="code">The error's code; null for the one that belongs to the status.</param>
    /// <param name="message">The error's message; null for a general one.</param>
    /// <returns>The reply.</returns>
    public static VirusTotalReply Error(int status, string? retryAfter = null, string? code = null, string? message = null) =>
        new(ReplyKind.Error) { Status = status, RetryAfter = retryAfter, ErrorCode = code, ErrorMessage = message };

    /// <summary>The object, but late.</summary>
    /// <param name="delay">How late.</param>
    /// <returns>The reply.</returns>
    public static VirusTotalReply Late(TimeSpan delay) => new(ReplyKind.Late) { Delay = delay };

    /// <summary>The connection is cut before the answer.</summary>
    /// <returns>The reply.</returns>
    public static VirusTotalReply Dropped() => new(ReplyKind.Dropped);

    /// <summary>The connection is cut in the middle of the answer.</summary>
    /// <returns>The reply.</returns>
    public static VirusTotalReply DroppedMidway() => new(ReplyKind.DroppedMidway);

    /// <summary>Status and body as given.</summary>
    /// <param name="body">The body, said to be JSON.</param>
    /// <param name="status">The HTTP status.</param>
    /// <returns>The reply.</returns>
    public static VirusTotalReply Garbage(string body = "<html>Please log in</html>", int status = 200) =>
        new(ReplyKind.Raw) { Body = body, Status = status };

    /// <summary>A redirect.</summary>
    /// <param name="location">Where to.</param>
    /// <returns>The reply.</returns>
    public static VirusTotalReply Redirect(Uri location) => new(ReplyKind.Redirect) { Status = 302, Body = location?.ToString() };

    /// <summary>The object, with that many bytes of padding.</summary>
    /// <param name="bytes">How many.</param>
    /// <returns>The reply.</returns>
    public static VirusTotalReply Huge(long bytes) => new(ReplyKind.Huge) { Length = bytes };

    /// <summary>The object as it is: between two others in a script.</summary>
    /// <returns>The reply.</returns>
    public static VirusTotalReply AsItIs() => new(ReplyKind.AsItIs);
}

internal enum ReplyKind
{
    AsItIs,
    Error,
    Late,
    Dropped,
    DroppedMidway,
    Raw,
    Redirect,
    Huge,
}
