using System.Net;

namespace AlertResponder.FakeServices.GitHub;

/// <summary>What a <see cref="FakeGitHub"/> is like when it starts.</summary>
public sealed record FakeGitHubOptions
{
    /// <summary>The one repository that it has, <c>owner/name</c>.</summary>
    /// <value><c>acme/alerts</c></value>
    public string Repository { get; init; } = "acme/alerts";

    /// <summary>The repository's id: another one is another repository, though it may have the same name.</summary>
    /// <value>1</value>
    public long RepositoryId { get; init; } = 1;

    /// <summary>The token that it takes; every other one is answered 401.</summary>
    /// <value><c>fake-github-token</c></value>
    public string Token { get; init; } = "fake-github-token";

    /// <summary>The login that the token belongs to.</summary>
    /// <value><c>alertresponder-bot</c></value>
    public string Login { get; init; } = "alertresponder-bot";

    /// <summary>The address that it listens on.</summary>
    /// <value>127.0.0.1</value>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Where its times come from.</summary>
    /// <value>The system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
