namespace AlertResponder.TestKit.SqsSns;

/// <summary>What a <see cref="FaultyProxy"/> does to a request.</summary>
public enum ProxyFault
{
    /// <summary>Answers 503; the server does not see the request.</summary>
    Unavailable,

    /// <summary>Answers as AWS does when calls come too fast (error code <c>Throttling</c>); the server does not see the request.</summary>
    Throttle,

    /// <summary>Resets the connection; the server does not see the request.</summary>
    Reset,

    /// <summary>The server does what it is asked to, and the connection is reset in place of its answer.</summary>
    LoseAnswer,
}
