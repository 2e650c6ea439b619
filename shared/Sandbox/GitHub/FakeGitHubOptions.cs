namespace AlertResponder.Sandbox.GitHub;

/// <summary>What a <see cref="FakeGitHub"/> is like when it starts.</summary>
public sealed record FakeGitHubOptions
{
    /// <summary>The one repository that it has, <c>owner/name</c>.</summary>
    /// <value><c>acme/alerts</c></value>
    public string Repository { get; init; } = "acme/alerts";

    /// <summary>The token that it takes; every other one is answered 401.</summary>
    /// <value><c>fake-github-token</c></value>
    public string Token { get; init; } = "fake-github-token";

    /// <summary>The login that the token belongs to.</summary>
    /// <value><c>alertresponder-bot</c></value>
    public string Login { get; init; } = "alertresponder-bot";

    /// <summary>Where its times come from.</summary>
    /// <value>The system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
