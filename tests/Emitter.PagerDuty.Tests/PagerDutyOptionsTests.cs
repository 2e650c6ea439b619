namespace AlertResponder.Emitter.PagerDuty.Tests;

public sealed class PagerDutyOptionsTests
{
    private const string Key = "0123456789abcdef0123456789ABCDEF";

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var faults = Errors(("RoutingKey", "secret-key"), ("BaseUrl", "http://pager.example"), ("WarnUnclassified", "maybe"), ("WritesPerMinute", "0"), ("Timeout", "1:00:00"));

        faults.Should().HaveCount(5).And.NotContain(fault => fault.Contains("secret-key"));
        foreach (var key in new[] { "RoutingKey", "BaseUrl", "WarnUnclassified", "WritesPerMinute", "Timeout" })
            faults.Should().Contain(fault => fault.StartsWith($"PagerDuty__{key} "));
    }

    [Fact]
    public void Defaults_are_valid_and_keep_within_what_PagerDuty_takes_of_a_key()
    {
        var options = Read(("RoutingKey", Key));

        options.Endpoint.Should().Be(new Uri("https://events.pagerduty.com/v2/enqueue"));
        options.WritesPerMinute.Should().Be(100);
        options.WriteInterval.Value.Should().Be(TimeSpan.Zero);
        options.WarnUnclassified.Should().BeFalse();
    }

    [Theory]
    [InlineData(Key, true)]
    [InlineData($" {Key}\n", true)]
    [InlineData("0123456789abcdef0123456789ABCDE", false)]
    [InlineData("0123456789abcdef0123456789ABCDEFG", false)]
    [InlineData("0123456789abcdef 123456789ABCDEF", false)]
    [InlineData("0123456789abcdef\u00e9123456789ABCDEF", false)]
    public void Routing_key_has_32_characters(string key, bool isTaken) => Errors(("RoutingKey", key)).Should().HaveCount(isTaken ? 0 : 1);

    [Theory]
    [InlineData("https://events.eu.pagerduty.com", "https://events.eu.pagerduty.com/v2/enqueue")]
    [InlineData("https://events.eu.pagerduty.com/", "https://events.eu.pagerduty.com/v2/enqueue")]
    [InlineData("https://proxy.example/pagerduty/", "https://proxy.example/pagerduty/v2/enqueue")]
    [InlineData("http://127.0.0.1:8083", "http://127.0.0.1:8083/v2/enqueue")]
    public void Another_address_is_taken_as_written(string baseUrl, string endpoint) =>
        Read(("RoutingKey", Key), ("BaseUrl", baseUrl)).Endpoint.Should().Be(new Uri(endpoint));

    [Theory]
    [InlineData("http://pager.example", false)]
    [InlineData("http://pager.example", true)]
    [InlineData("ftp://pager.example", true, false)]
    [InlineData("pager.example", true, false)]
    public void Key_travels_in_clear_text_only_where_that_is_allowed(string baseUrl, bool allowHttp, bool? isTaken = null) =>
        Errors(("RoutingKey", Key), ("BaseUrl", baseUrl), ("AllowHttp", allowHttp.ToString())).Should().HaveCount(isTaken ?? allowHttp ? 0 : 1);

    [Theory]
    [InlineData("https://user:hidden@pager.example")]
    [InlineData("https://pager.example/?key=hidden")]
    public void Address_that_may_hold_a_secret_is_refused_and_not_shown(string baseUrl) =>
        Errors(("RoutingKey", Key), ("BaseUrl", baseUrl)).Should().ContainSingle().Which.Should().StartWith("PagerDuty__BaseUrl ").And.NotContain("hidden");

    private static IReadOnlyList<string> Errors(params (string Key, string Value)[] settings) => EmitterSettings.Errors(() => Read(settings));

    private static PagerDutyOptions Read(params (string Key, string Value)[] settings) =>
        EmitterSettings.Read<PagerDutyOptions>(PagerDutyOptions.Section, options => options.Validate(), settings);
}
