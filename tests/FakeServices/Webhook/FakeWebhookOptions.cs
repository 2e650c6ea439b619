using System.Net;

namespace AlertResponder.FakeServices.Webhook;

/// <summary>What a <see cref="FakeWebhook"/> is like.</summary>
public sealed record FakeWebhookOptions
{
    /// <summary>The secret that it takes when none is given.</summary>
    public const string DefaultSecret = "whsec_YSBzZWNyZXQgZm9yIHRlc3RzIGFuZCBkZW1vcw==";

    /// <summary>The secret that signatures are checked with: <c>whsec_</c> and base64.</summary>
    public string Secret { get; init; } = DefaultSecret;

    /// <summary>Its clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The address that it listens on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;
}
