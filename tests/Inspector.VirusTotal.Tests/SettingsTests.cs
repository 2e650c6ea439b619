using AlertResponder.Inspector.VirusTotal.VirusTotal;
using Microsoft.Extensions.Options;

namespace AlertResponder.Inspector.VirusTotal.Tests;

public sealed class SettingsTests
{
    [Fact]
    public async Task All_faults_are_told_at_once_with_their_keys_and_never_the_secret()
    {
        await using var host = InspectorHost.Build(
            null, null,
            ("VirusTotal__ApiKey", "se cret"), ("VirusTotal__BaseUrl", "virustotal"), ("VirusTotal__Timeout", "0.1"),
            ("VirusTotal__CacheFor", "2.00:00:00"), ("VirusTotal__Concurrency", "0"), ("VirusTotal__Contexts", ","));
        var error = (await host.Invoking(self => self.StartAsync()).Should().ThrowAsync<Exception>()).Which.ToString();
        foreach (var key in (string[])["ApiKey", "BaseUrl", "Timeout", "CacheFor", "Concurrency", "Contexts"]) error.Should().Contain("VirusTotal__" + key);
        error.Should().Contain("virustotal").And.NotContain("se cret");
    }

    [Theory]
    [InlineData("hidden\nX-Other: y")]
    [InlineData("hidden-ü")]
    public async Task A_key_that_no_header_can_carry_is_told_at_start_and_not_shown(string key)
    {
        await using var host = InspectorHost.Build(null, null, ("VirusTotal__ApiKey", key));
        (await host.Invoking(self => self.StartAsync()).Should().ThrowAsync<OptionsValidationException>())
            .WithMessage("*VirusTotal__ApiKey*").Which.Message.Should().NotContain("hidden");
    }

    [Theory]
    [InlineData("Inspection__InternalNetworks__0", "10.0.0.0/33")]
    [InlineData("Inspection__InternalNetworks__0", "10.0.0/8")]
    [InlineData("Inspection__InternalNetworks", "10.0.0.0/8,nonsense")]
    [InlineData("Inspection__InternalDomains__1", "not a domain")]
    [InlineData("Inspection__InternalDomains", "https://corp.org")]
    public async Task What_would_protect_nothing_is_refused_at_start(string key, string value)
    {
        await using var host = InspectorHost.Build(null, null, (key, value));
        (await host.Invoking(self => self.StartAsync()).Should().ThrowAsync<OptionsValidationException>())
            .WithMessage($"*{key.Replace("__0", "", StringComparison.Ordinal).Replace("__1", "", StringComparison.Ordinal)}*");
    }

    [Theory]
    [InlineData("https://user:secret@proxy.org/api/v3")]
    [InlineData("https://proxy.org/api/v3?key=secret")]
    [InlineData("http://user:secret@proxy.org/api/v3")]
    [InlineData("user:secret@proxy.org")]
    [InlineData("ftp://proxy.org")]
    public async Task A_base_address_is_an_http_address_and_nothing_more(string value)
    {
        await using var host = InspectorHost.Build(null, null, ("VirusTotal__BaseUrl", value));
        (await host.Invoking(self => self.StartAsync()).Should().ThrowAsync<OptionsValidationException>())
            .WithMessage("*VirusTotal__BaseUrl*").Which.Message.Should().NotContain("secret");
    }

    [Theory]
    [InlineData("https://proxy.org/vt")]
    [InlineData("https://proxy.org/vt/")]
    public void A_base_address_is_kept_whole_with_and_without_a_slash(string value) =>
        new Uri(new VirusTotalOptions { BaseUrl = value }.BaseAddress, "files/x").Should().Be(new Uri("https://proxy.org/vt/files/x"));

    [Fact]
    public async Task The_defaults_are_as_the_documentation_says()
    {
        await using var host = InspectorHost.Build(null);
        var options = host.Get<IOptions<VirusTotalOptions>>().Value;
        options.Should().BeEquivalentTo(new { BaseUrl = "https://www.virustotal.com/api/v3", SendFullUrls = false, Concurrency = 4 });
        options.Contexts.Should().Equal("remote");
        options.CacheFor.Value.Should().Be(TimeSpan.FromMinutes(15));
        options.Timeout.Value.Should().Be(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Contexts_are_read_as_one_text_or_one_by_one()
    {
        await using var text = InspectorHost.Build(null, null, ("VirusTotal__Contexts", "remote, file"));
        text.Get<IOptions<VirusTotalOptions>>().Value.Contexts.Should().Equal("remote", "file");
        await using var list = InspectorHost.Build(null, null, ("VirusTotal__Contexts__0", "client"), ("VirusTotal__Contexts__1", "server"));
        list.Get<IOptions<VirusTotalOptions>>().Value.Contexts.Should().Equal("client", "server");
    }
}
