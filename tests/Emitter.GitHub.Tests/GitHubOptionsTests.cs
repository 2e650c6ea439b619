namespace AlertResponder.Emitter.GitHub.Tests;

public sealed class GitHubOptionsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var faults = Errors(
            ("Token", "secret-token"), ("Repository", "no-slash"), ("BaseUrl", "http://github.example/api/v3/"), ("CloseSafe", "maybe"),
            ("WriteInterval", "soon"), ("WritesPerMinute", "0"), ("WritesPerHour", "-3"), ("Timeout", "1:00:00"), ("LookupCount", "0"));

        faults.Should().HaveCount(8).And.NotContain(fault => fault.Contains("secret-token"));
        foreach (var key in new[] { "Repository", "BaseUrl", "CloseSafe", "WriteInterval", "WritesPerMinute", "WritesPerHour", "Timeout", "LookupCount" })
            faults.Should().Contain(fault => fault.StartsWith($"GitHub__{key} "));
        faults.Should().Contain("GitHub__Repository is 'no-slash': allowed is owner/name");
    }

    [Fact]
    public void Defaults_are_valid() => Errors(("Token", "x"), ("Repository", "acme/alerts")).Should().BeEmpty();

    [Theory]
    [InlineData("acme/alerts", true)]
    [InlineData("jdoe_acme/alerts", true)]
    [InlineData("A-1/.github", true)]
    [InlineData("_acme/alerts", false)]
    [InlineData("acme/alerts/x", false)]
    [InlineData("acme/", false)]
    [InlineData("acme/a b", false)]
    [InlineData("acme/alerts?x=1", false)]
    [InlineData("acme%2f/alerts", false)]
    [InlineData("../alerts", false)]
    public void Repository_is_taken_as_GitHub_names_them(string repository, bool isTaken) =>
        Errors(("Token", "x"), ("Repository", repository)).Should().HaveCount(isTaken ? 0 : 1);

    [Theory]
    [InlineData("hidden\r\nX-Other: y")]
    [InlineData("hidden-ü")]
    public void Token_that_no_header_can_carry_is_told_and_not_shown(string token) =>
        Errors(("Token", token), ("Repository", "acme/alerts")).Should().ContainSingle().Which.Should().StartWith("GitHub__Token ").And.NotContain("hidden");

    [Theory]
    [InlineData("https://ghe.example/api/v3/", "https://ghe.example/api/v3/")]
    [InlineData("https://ghe.example/api/v3", "https://ghe.example/api/v3/")]
    [InlineData("https://ghe.example", "https://ghe.example/")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [InlineData("https://api.github.com", "https://api.github.com/")]
    [InlineData("http://127.0.0.1:8080/api/v3/", "http://127.0.0.1:8080/api/v3/")]
    public void Address_of_the_api_is_taken_as_written(string text, string expected)
    {
        var options = Read(("Token", "x"), ("Repository", "acme/alerts"), ("BaseUrl", text));
        options.BaseUrl.ToString().Should().Be(expected);
    }

    [Theory]
    [InlineData("http://user:hidden@ghe.example/api/v3/")]
    [InlineData("https://user:hidden@ghe.example/api/v3")]
    [InlineData("https://ghe.example/api/v3?token=hidden")]
    public void Address_that_may_hold_a_secret_is_refused_and_not_shown(string text) =>
        Errors(("Token", "x"), ("Repository", "acme/alerts"), ("BaseUrl", text)).Should().ContainSingle()
            .Which.Should().StartWith("GitHub__BaseUrl ").And.NotContain("hidden");

    [Fact]
    public void Seconds_and_times_are_both_durations()
    {
        var options = Read(("Token", "x"), ("Repository", "acme/alerts"), ("WriteInterval", "0.5"), ("LookAfter", "00:01:00"));
        options.WriteInterval.Value.Should().Be(TimeSpan.FromMilliseconds(500));
        options.LookAfter.Value.Should().Be(TimeSpan.FromMinutes(1));
    }

    private static IReadOnlyList<string> Errors(params (string Key, string Value)[] settings) => EmitterSettings.Errors(() => Read(settings));

    private static GitHubOptions Read(params (string Key, string Value)[] settings) =>
        EmitterSettings.Read<GitHubOptions>(GitHubOptions.Section, options => options.Validate(), settings);
}
