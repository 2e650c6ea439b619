using AlertResponder.Contracts;
using AlertResponder.Inspector.VirusTotal.Inspection;
using AlertResponder.Inspector.VirusTotal.VirusTotal;

namespace AlertResponder.Inspector.VirusTotal.Tests.Inspection;

public sealed class DisclosurePolicyTests
{
    private static readonly InspectionOptions Internal = new()
    {
        InternalDomains = ["corp-example.org", "*.Partner.NET"],
        InternalNetworks = ["93.184.216.0/24", "2a00:1450::/32", "45.33.32.156"],
    };

    /// <summary>Everything here stays in the house; the consumer's tests send the same ones through the whole inspector.</summary>
    public static TheoryData<string, string> Internals => new()
    {
        { "ipaddr", "0.0.0.0" },
        { "ipaddr", "0.1.2.3" },
        { "ipaddr", "10.0.0.1" },
        { "ipaddr", "10.255.255.255" },
        { "ipaddr", "100.64.0.1" },
        { "ipaddr", "100.127.255.255" },
        { "ipaddr", "127.0.0.1" },
        { "ipaddr", "169.254.169.254" },
        { "ipaddr", "172.16.0.1" },
        { "ipaddr", "172.31.255.255" },
        { "ipaddr", "192.0.0.8" },
        { "ipaddr", "192.0.2.1" },
        { "ipaddr", "192.168.1.1" },
        { "ipaddr", "192[.]168[.]1[.]1" },
        { "ipaddr", "198.18.0.1" },
        { "ipaddr", "198.51.100.7" },
        { "ipaddr", "203.0.113.9" },
        { "ipaddr", "224.0.0.1" },
        { "ipaddr", "240.0.0.1" },
        { "ipaddr", "255.255.255.255" },
        { "ipaddr", "93.184.216.34" },
        { "ipaddr", "45.33.32.156" },
        { "ipaddr", "::" },
        { "ipaddr", "::1" },
        { "ipaddr", "::7" },
        { "ipaddr", "::ffff:10.0.0.1" },
        { "ipaddr", "::10.0.0.1" },
        { "ipaddr", "64:ff9b::10.0.0.1" },
        { "ipaddr", "64:ff9b:1::8.8.8.8" },
        { "ipaddr", "fc00::1" },
        { "ipaddr", "fd12:3456:789a::1" },
        { "ipaddr", "fe80::1%eth0" },
        { "ipaddr", "fec0::1" },
        { "ipaddr", "ff02::1" },
        { "ipaddr", "100::1" },
        { "ipaddr", "2001:db8::1" },
        { "ipaddr", "3fff::1" },
        { "ipaddr", "2001:10::1" },
        { "ipaddr", "2002:0a00:0001::1" },
        { "ipaddr", "2002:c0a8:0101::1" },
        { "ipaddr", "2002:5db8:d822::1" },
        { "ipaddr", "2001:0:4136:e378:8000:63bf:3f57:fefe" },
        { "ipaddr", "2600:1f00::5efe:10.1.2.3" },
        { "ipaddr", "2a00:1450:4001::1" },
        { "ipaddr", "2130706433" },
        { "ipaddr", "127.1" },
        { "ipaddr", "010.0.0.1.5" },
        { "ipaddr", "8.8.8.0/24" },
        { "ipaddr", "8.8.8.8:53" },
        { "ipaddr", "[fd12:3456::1]:53" },
        { "ipaddr", "１０.０.０.１" },
        { "ipaddr", "not an address" },
        { "ipaddr", "" },
        { "domain", "intranet" },
        { "domain", "localhost" },
        { "domain", "printer.local" },
        { "domain", "ip-10-0-0-1.ec2.internal" },
        { "domain", "nas.lan" },
        { "domain", "vault.service.consul" },
        { "domain", "wiki.intern" },
        { "domain", "api.default.svc" },
        { "domain", "api.default.svc.cluster.local" },
        { "domain", "fritz.box.fritz" },
        { "domain", "nas.домен" },
        { "domain", "paypa\u04c0.com" },
        { "domain", "dc1.corp" },
        { "domain", "dc1.CORP." },
        { "domain", "router.home.arpa" },
        { "domain", "1.0.168.192.in-addr.arpa" },
        { "domain", "a.test" },
        { "domain", "a.example" },
        { "domain", "a.invalid" },
        { "domain", "app.localhost" },
        { "domain", "abcdefghij234567.onion" },
        { "domain", "corp-example.org" },
        { "domain", "vault.corp-example[.]org" },
        { "domain", "a.partner.net" },
        { "domain", "10.0.0.1" },
        { "domain", "１０.０.０.１" },
        { "domain", "ｖａｕｌｔ.corp-example.org" },
        { "domain", "8.8.8.8" },
        { "domain", "evil.com/../files" },
        { "domain", "evil.com:443" },
        { "domain", "user@evil.com" },
        { "domain", "a b.com" },
        { "domain", "..com" },
        { "domain", "" },
        { "url", "http://10.0.0.1/admin" },
        { "url", "hxxp://10[.]0[.]0[.]1/admin" },
        { "url", "http://user:secret@192.168.0.1/" },
        { "url", "http://[::1]:8080/" },
        { "url", "http://[fe80::1%25eth0]/" },
        { "url", "http://[::ffff:10.0.0.1]/" },
        { "url", "http://127.1/" },
        { "url", "http://0x7f.0.0.1/" },
        { "url", "http://2130706433/" },
        { "url", "http://010.000.000.005/intranet/payroll.xlsx" },
        { "url", "http://8.8.010.8/" },
        { "url", "http://8.526344/" },
        { "url", "http://0x08.8.8.8/" },
        { "url", "http://134744072/" },
        { "url", "http://010.8.8.8:8080/" },
        { "url", "http://u@010.8.8.8./" },
        { "url", "http://%38.8.8.8/" },
        { "url", "https://paypa\u04c0.com/" },
        { "url", "http://web.service.consul/" },
        { "url", "https://api.default.svc/" },
        { "ipaddr", "010.000.000.005" },
        { "ipaddr", "8.8.8.08" },
        { "url", "http://0177.0.0.1/" },
        { "url", "http://0x0a000001/" },
        { "url", "http://1.2.3.999/" },
        { "url", "http://１０.０.０.１/" },
        { "url", "http://%31%30.0.0.1/" },
        { "url", "http://10。0。0。1/" },
        { "url", "http://evil.com\\@10.0.0.1:80@192.168.0.1/" },
        { "url", "https://wiki/start" },
        { "url", "https://git.corp/x" },
        { "url", "https://vault.corp-example.org/secret" },
        { "url", "https://vault.corp-example.org./secret" },
        { "url", "https://evil.com@vault.corp-example.org/secret" },
        { "url", "ftp://evil.com/x" },
        { "url", "file:///etc/passwd" },
        { "url", "javascript:alert(1)" },
        { "url", "evil.com/x" },
        { "url", "" },
        { "filehashvalue", "abc" },
        { "filehashvalue", "zz2f6b8c4e1a7350d5c8f0b3a6e94721" },
        { "filehashvalue", "../../users/me" },
    };

    [Theory]
    [MemberData(nameof(Internals))]
    public void Internal_and_unreadable_values_stay_in_the_house(string type, string value) =>
        Decide(type, value).Should().BeOfType<DisclosureDecision.Withheld>().Which.Reason.Should().NotBeNullOrWhiteSpace();

    [Theory]
    [InlineData("ipaddr", "185.220.101.34", "ip_addresses/185.220.101.34")]
    [InlineData("ipaddr", " 185[.]220[.]101[.]34 ", "ip_addresses/185.220.101.34")]
    [InlineData("ipaddr", "::ffff:185.220.101.34", "ip_addresses/185.220.101.34")]
    [InlineData("ipaddr", "2606:4700:4700:0:0:0:0:1111", "ip_addresses/2606:4700:4700::1111")]
    [InlineData("ipaddr", "172.32.0.1", "ip_addresses/172.32.0.1")]
    [InlineData("ipaddr", "100.128.0.1", "ip_addresses/100.128.0.1")]
    [InlineData("ipaddr", "45.33.32.157", "ip_addresses/45.33.32.157")]
    [InlineData("domain", "Evil[.]COM.", "domains/evil.com")]
    [InlineData("domain", "bücher.de", "domains/xn--bcher-kva.de")]
    [InlineData("domain", "почта.рф", "domains/xn--80a1acny.xn--p1ai")]
    [InlineData("domain", "_dmarc.evil.com", "domains/_dmarc.evil.com")]
    [InlineData("domain", "notcorp-example.org", "domains/notcorp-example.org")]
    [InlineData("domain", "corp.evil.com", "domains/corp.evil.com")]
    [InlineData("filehashvalue", "D41D8CD98F00B204E9800998ECF8427E", "files/d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("filehashvalue", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "files/da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    public void Public_values_go_out_in_their_normal_form(string type, string value, string path) =>
        Decide(type, value).Should().BeOfType<DisclosureDecision.Allowed>().Which.Object.Path.Should().Be(path);

    [Theory]
    [InlineData("hxxps://User:Secret@Evil[.]COM:8443/a/b?token=1#part", "https://evil.com:8443/a/b")]
    [InlineData("http://evil.com", "http://evil.com/")]
    [InlineData("http://evil.com:80/x", "http://evil.com/x")]
    [InlineData("http://185.220.101.34/bins/x", "http://185.220.101.34/bins/x")]
    [InlineData("http://[2606:4700::1111]/x", "http://[2606:4700::1111]/x")]
    public void A_url_goes_out_without_user_info_query_and_fragment(string value, string sent) =>
        Decide("url", value).Should().BeOfType<DisclosureDecision.Allowed>().Which.Object.Value.Should().Be(sent);

    [Fact]
    public void A_setting_lets_the_whole_url_out_but_no_internal_one()
    {
        var options = new VirusTotalOptions { SendFullUrls = true };
        Decide("url", "https://evil.com/a?token=1#part", options).Should().BeOfType<DisclosureDecision.Allowed>()
            .Which.Object.Value.Should().Be("https://evil.com/a?token=1#part");
        Decide("url", "https://10.0.0.1/a?token=1", options).Should().BeOfType<DisclosureDecision.Withheld>();
    }

    [Theory]
    [InlineData("remote", "remote", true)]
    [InlineData("remote", "local", false)]
    [InlineData("remote", "", false)]
    [InlineData("remote", "local,remote", true)]
    [InlineData("remote,file", "file", true)]
    [InlineData("*", "local", true)]
    [InlineData("*", "", true)]
    public void Only_attributes_with_a_context_that_is_set_are_looked_at(string set, string contexts, bool sent)
    {
        var options = new VirusTotalOptions { Contexts = set.Split(',') };
        var decision = new DisclosurePolicy(options, Internal).Decide(new InspectedAttribute
        {
            Type = "ipaddr",
            Value = "185.220.101.34",
            Contexts = contexts.Split(',', StringSplitOptions.RemoveEmptyEntries),
        });
        (decision is DisclosureDecision.Allowed).Should().Be(sent);
    }

    [Fact]
    public void A_reason_names_the_setting_that_decided()
    {
        Decide("ipaddr", "93.184.216.34").Should().BeOfType<DisclosureDecision.Withheld>().Which.Reason.Should().Contain("Inspection__InternalNetworks");
        Decide("domain", "a.partner.net").Should().BeOfType<DisclosureDecision.Withheld>().Which.Reason.Should().Contain("Inspection__InternalDomains");
        Decide("ipaddr", "100.64.0.1").Should().BeOfType<DisclosureDecision.Withheld>().Which.Reason.Should().Contain("CGNAT");
    }

    [Fact]
    public void Every_character_of_Unicode_gets_a_decision_and_what_goes_out_is_plain()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var full = new VirusTotalOptions { SendFullUrls = true };
        var characters = Enumerable.Range(0, 0x10000).Select(unit => ((char)unit).ToString())
            .Concat(Enumerable.Range(0, 20_000).Select(_ => char.ConvertFromUtf32(random.Next(0x10000, 0x110000))));

        foreach (var character in characters)
        {
            foreach (var (type, value) in (ReadOnlySpan<(string, string)>)
                [("url", $"https://paypa{character}.com/{character}?{character}"), ("domain", $"paypa{character}.com"), ("ipaddr", $"8.8.8.8{character}")])
            {
                if (Decide(type, value, full) is not DisclosureDecision.Allowed { Object.Value: var sent }) continue;
                System.Text.Ascii.IsValid(sent).Should().BeTrue("{0} came of {1} {2}", sent, type, value);
                Decide(type, sent, full).Should().Be(new DisclosureDecision.Allowed(((DisclosureDecision.Allowed)Decide(type, value, full)).Object));
            }
        }
    }

    private static DisclosureDecision Decide(string type, string value, VirusTotalOptions? options = null) =>
        new DisclosurePolicy(options ?? new VirusTotalOptions(), Internal).Decide(new InspectedAttribute { Type = type, Value = value, Contexts = ["remote"] });
}
