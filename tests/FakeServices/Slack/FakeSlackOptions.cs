using System.Net;

namespace AlertResponder.FakeServices.Slack;

/// <summary>What a <see cref="FakeSlack"/> is like when it starts.</summary>
public sealed record FakeSlackOptions
{
    /// <summary>The token of its one app; every other one is <c>invalid_auth</c>.</summary>
    /// <value><c>xoxb-fake-slack-token</c></value>
    public string Token { get; init; } = "xoxb-fake-slack-token";

    /// <summary>The ids of its channels; the app is a member of each.</summary>
    /// <value><c>C0ALERTS</c> and <c>C0URGENT</c></value>
    public IReadOnlyList<string> Channels { get; init; } = ["C0ALERTS", "C0URGENT"];

    /// <summary>How long a channel takes no further message after one; it is answered 429.</summary>
    /// <value>1 second</value>
    public TimeSpan MessageInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many updates it takes in any 60 seconds; further ones are answered 429.</summary>
    /// <value>50</value>
    public int MaxUpdatesPerMinute { get; init; } = 50;

    /// <summary>How many characters the blocks of a message may hold.</summary>
    /// <value>13,200</value>
    public int MaxBlockCharacters { get; init; } = 13_200;

    /// <summary>The address that it listens on.</summary>
    /// <value>127.0.0.1</value>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Where its times come from.</summary>
    /// <value>The system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
