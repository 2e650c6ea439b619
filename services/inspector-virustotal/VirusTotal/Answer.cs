namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>What came back for one request.</summary>
/// <typeparam name="T">What is read when it went well.</typeparam>
internal abstract record Answer<T>
{
    /// <summary>It is known, and this is it.</summary>
    public sealed record Known(T Value) : Answer<T>;

    /// <summary>VirusTotal does not know it.</summary>
    public sealed record Unknown : Answer<T>;

    /// <summary>The key is not accepted (401), or does not allow this (403).</summary>
    public sealed record Denied(int Status, string Reason) : Answer<T>;

    /// <summary>Asking again would not help.</summary>
    public sealed record Refused(string Reason) : Answer<T>;

    /// <summary>Asking later may help: rate limit, server error, no connection, no answer in time.</summary>
    /// <param name="Reason">What went wrong.</param>
    /// <param name="RetryAfter">How long the server asks to wait, if it does.</param>
    public sealed record Busy(string Reason, TimeSpan? RetryAfter) : Answer<T>;
}
