using AlertResponder.Contracts;

namespace AlertResponder.Emitter.Slack.Tests;

public sealed class SlackOptionsTests
{
    private static readonly (string, string)[] Set = [("Token", "xoxb-secret"), ("Channel", "C0ALERTS")];

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var faults = Errors(
            ("Token", "xoxb-\u00e9secret"), ("Channel", "#alerts"), ("BaseUrl", "http://slack.example"), ("MinSeverity", "Other"), ("RepeatUnread", "maybe"),
            ("WritesPerMinute", "0"), ("Channels:0:Channel", "alerts"), ("Channels:0:Severity", "Other"), ("Channels:1:Channel", "C0OTHER"));

        faults.Should().HaveCount(9).And.NotContain(fault => fault.Contains("secret"));
        foreach (var key in new[] { "Token", "Channel", "BaseUrl", "MinSeverity", "RepeatUnread", "WritesPerMinute", "Channels__0__Channel", "Channels__0__Severity", "Channels__1__Channel" })
            faults.Should().ContainSingle(fault => fault.StartsWith($"Slack__{key} "));
    }

    [Fact]
    public void Severity_that_is_none_is_named() => Errors([.. Set, ("MinSeverity", "high")]).Should().ContainSingle().Which.Should().StartWith("Slack__MinSeverity is 'high'");

    [Fact]
    public void Defaults_are_valid_and_keep_within_what_Slack_takes()
    {
        var options = Read(Set);

        options.BaseUrl.Should().Be(new Uri("https://slack.com/api/"));
        options.WriteInterval.Value.Should().Be(TimeSpan.FromSeconds(1));
        options.WritesPerMinute.Should().Be(50);
        options.MinSeverity.Should().Be(Severity.Unclassified);
        options.RepeatUnread.Should().BeTrue();
    }

    [Theory]
    [InlineData(Severity.Urgent, "r1", "C0URGENT")]
    [InlineData(Severity.Urgent, "r2", "C0BOTH")]
    [InlineData(Severity.Unclassified, "r2", "C0RULE")]
    [InlineData(Severity.Unclassified, "r1", "C0ALERTS")]
    public void First_channel_that_fits_is_taken(Severity severity, string rule, string channel) => Read(
        [.. Set, ("Channels:0:Severity", "urgent"), ("Channels:0:Rule", "r2"), ("Channels:0:Channel", "C0BOTH"), ("Channels:1:Severity", "Urgent"),
        ("Channels:1:Channel", "C0URGENT"), ("Channels:2:Rule", "r2"), ("Channels:2:Channel", "C0RULE")]).ChannelOf(severity, rule).Should().Be(channel);

    [Theory]
    [InlineData("C0123456789", true)]
    [InlineData(" G0123456789\n", true)]
    [InlineData("U0123456789", false)]
    [InlineData("alerts", false)]
    [InlineData("C0123<!x>", false)]
    public void Channel_is_an_id(string channel, bool isTaken) => Errors(("Token", "xoxb-x"), ("Channel", channel)).Should().HaveCount(isTaken ? 0 : 1);

    [Theory]
    [InlineData("https://proxy.example/slack/api", "https://proxy.example/slack/api/")]
    [InlineData("http://127.0.0.1:8084/api/", "http://127.0.0.1:8084/api/")]
    public void Another_address_is_taken_as_written(string baseUrl, string taken) => Read([.. Set, ("BaseUrl", baseUrl)]).BaseUrl.Should().Be(new Uri(taken));

    [Theory]
    [InlineData("http://slack.example", false, false)]
    [InlineData("http://slack.example", true, true)]
    [InlineData("ftp://slack.example", true, false)]
    public void Token_travels_in_clear_text_only_where_that_is_allowed(string baseUrl, bool allowHttp, bool isTaken) =>
        Errors([.. Set, ("BaseUrl", baseUrl), ("AllowHttp", allowHttp.ToString())]).Should().HaveCount(isTaken ? 0 : 1);

    [Theory]
    [InlineData("https://user:hidden@slack.example")]
    [InlineData("https://slack.example/?token=hidden")]
    public void Address_that_may_hold_a_secret_is_refused_and_not_shown(string baseUrl) =>
        Errors([.. Set, ("BaseUrl", baseUrl)]).Should().ContainSingle().Which.Should().StartWith("Slack__BaseUrl ").And.NotContain("hidden");

    private static IReadOnlyList<string> Errors(params (string Key, string Value)[] settings) => EmitterSettings.Errors(() => Read(settings));

    private static SlackOptions Read(params (string Key, string Value)[] settings) =>
        EmitterSettings.Read<SlackOptions>(SlackOptions.Section, options => options.Validate(), settings);
}
