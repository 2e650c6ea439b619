using System.Net;

namespace AlertResponder.FakeServices.PagerDuty;

/// <summary>What a <see cref="FakePagerDuty"/> is like when it starts.</summary>
public sealed record FakePagerDutyOptions
{
    /// <summary>The key of its one integration; every other one is answered 400.</summary>
    /// <value><c>fake0pagerduty0routing0key000000</c></value>
    public string RoutingKey { get; init; } = "fake0pagerduty0routing0key000000";

    /// <summary>How many events it takes in any 60 seconds; further ones are answered 429.</summary>
    /// <value>120</value>
    public int MaxEventsPerMinute { get; init; } = 120;

    /// <summary>The address that it listens on.</summary>
    /// <value>127.0.0.1</value>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Where its times come from.</summary>
    /// <value>The system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
