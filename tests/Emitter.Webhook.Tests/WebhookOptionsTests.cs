namespace AlertResponder.Emitter.Webhook.Tests;

public sealed class WebhookOptionsTests
{
    private static readonly string Secret = $"whsec_{Convert.ToBase64String(new byte[24])}";

    [Fact]
    public void Defaults_are_valid()
    {
        var options = Read(("Url", "https://soc.example/hook"), ("Secret", Secret));

        options.Events.Should().Equal("report.opened", "report.verdict_reached", "report.closed");
        (options.SendsDocument, options.AllowInternal, options.AllowHttp, options.Timeout.Value).Should().Be((false, false, false, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var faults = Errors(
            ("Url", "http://soc.example/hidden"), ("Secret", "hidden"), ("FormerSecret", "whsec_hidden"), ("Events", "report.opened, report.gone"),
            ("Document", "half"), ("AllowInternal", "maybe"), ("WritesPerMinute", "0"), ("Timeout", "soon"));

        faults.Should().HaveCount(8).And.NotContain(fault => fault.Contains("hidden"));
        foreach (var key in new[] { "Url", "Secret", "FormerSecret", "Events", "Document", "AllowInternal", "WritesPerMinute", "Timeout" })
            faults.Should().Contain(fault => fault.StartsWith($"Webhook__Targets__soc__{key} "));
    }

    [Theory]
    [InlineData("https://user:hidden@soc.example/")]
    [InlineData("https://hidden@soc.example/")]
    [InlineData("https://soc.example/#hidden")]
    [InlineData("soc.example/hidden")]
    [InlineData("/hidden")]
    [InlineData("ftp://soc.example/hidden")]
    [InlineData("http://soc.example/hidden")]
    [InlineData("")]
    public void Address_that_cannot_be_one_is_refused_and_not_shown(string url) =>
        Errors(("Url", url), ("Secret", Secret)).Should().ContainSingle().Which.Should().StartWith("Webhook__Targets__soc__Url ").And.NotContain("hidden");

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Secret_has_24_to_64_bytes(int bytes, bool isTaken) =>
        Errors(("Url", "https://soc.example"), ("Secret", $"whsec_{Convert.ToBase64String(new byte[bytes])}")).Should().HaveCount(isTaken ? 0 : 1);

    [Fact]
    public void Http_is_taken_where_it_is_allowed() =>
        Errors(("Url", "http://soc.example"), ("AllowHttp", "true"), ("Secret", Secret)).Should().BeEmpty();

    private static IReadOnlyList<string> Errors(params (string Key, string Value)[] settings) => EmitterSettings.Errors(() => Read(settings));

    private static WebhookOptions Read(params (string Key, string Value)[] settings) =>
        EmitterSettings.Read<WebhookOptions>("Webhook:Targets:soc", Validate, settings);

    private static IEnumerable<string> Validate(WebhookOptions options)
    {
        options.Name = "soc";
        return options.Validate();
    }
}
