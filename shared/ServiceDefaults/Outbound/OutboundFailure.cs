namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>Why there is no answer of another organization.</summary>
public enum OutboundFailure
{
    /// <summary>The request was for another scheme, host or port than the configured one, and was not sent.</summary>
    OtherHost,

    /// <summary>The name leads to an address that does not belong to the public internet, and was not connected to (<see cref="OutboundLimits.PublicOnly"/>).</summary>
    NotPublic,

    /// <summary>No connection, or one that broke off; <see cref="HttpRequestException.HttpRequestError"/> tells which.</summary>
    Connection,

    /// <summary>The answer was not complete in time.</summary>
    Timeout,

    /// <summary>The answer is longer than <see cref="OutboundLimits.MaxAnswerBytes"/>, or has more values than <see cref="OutboundLimits.MaxValues"/>.</summary>
    TooLong,

    /// <summary>The answer is nested deeper than <see cref="OutboundLimits.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>The answer has another content type, or is no JSON, or could not be decompressed.</summary>
    NotJson,
}
