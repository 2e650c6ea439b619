using CsCheck;

namespace AlertResponder.Contracts.Tests;

public sealed class AttributeValueTests
{
    private static readonly string[] Types = ["ipaddr", "domain", "url", "filehashvalue", "username", "json", "", "anything"];

    [Theory]
    [InlineData("ipaddr", " 185.220.101.34 ", "185.220.101.34")]
    [InlineData("ipaddr", "185[.]220[.]101[.]34", "185.220.101.34")]
    [InlineData("ipaddr", "185(.)220[dot]101[DOT]34", "185.220.101.34")]
    [InlineData("ipaddr", "185[[.]]220.101.34", "185.220.101.34")]
    [InlineData("ipaddr", "2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("ipaddr", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1")]
    [InlineData("ipaddr", "2001[:]db8[:][:]1", "2001:db8::1")]
    [InlineData("ipaddr", "[2001:db8::1]", "2001:db8::1")]
    [InlineData("ipaddr", "::ffff:185.220.101.34", "185.220.101.34")]
    [InlineData("ipaddr", "::FFFF:b9dc:6522", "185.220.101.34")]
    [InlineData("ipaddr", "fe80::1%eth0", "fe80::1")]
    [InlineData("ipaddr", "fe80::1%4", "fe80::1")]
    [InlineData("ipaddr", "1", "1")]
    [InlineData("ipaddr", "0x7f.0.0.1", "0x7f.0.0.1")]
    [InlineData("ipaddr", "010.0.0.1", "010.0.0.1")]
    [InlineData("ipaddr", "1.2.3.256", "1.2.3.256")]
    [InlineData("ipaddr", "not an address", "not an address")]
    [InlineData("ipaddr", "", "")]
    [InlineData("domain", "WWW.Example.ORG.", "www.example.org")]
    [InlineData("domain", "evil[.]example[.]org", "evil.example.org")]
    [InlineData("domain", "bücher.example", "xn--bcher-kva.example")]
    [InlineData("domain", "BÜCHER.example.", "xn--bcher-kva.example")]
    [InlineData("domain", "XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("domain", "bücher。example。", "xn--bcher-kva.example")]
    [InlineData("domain", "_dmarc.Example.org", "_dmarc.example.org")]
    [InlineData("domain", "*.Example.org", "*.example.org")]
    [InlineData("domain", "a .", "a")]
    [InlineData("domain", ".", ".")]
    [InlineData("url", "hxxp://evil[.]example/a", "http://evil.example/a")]
    [InlineData("url", "HXXPS://Evil.Example/A?B=C", "https://evil.example/A?B=C")]
    [InlineData("url", "hxxps[:]//evil[.]example", "https://evil.example")]
    [InlineData("url", "HTTP://User:Pass@BÜCHER.example.:8080/x", "http://User:Pass@xn--bcher-kva.example:8080/x")]
    [InlineData("url", "http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]:80/")]
    [InlineData("url", "http://a\uFF0Fb/", "http://a\uFF0Fb/")]
    [InlineData("url", "x://[\uFF0Fy\uFF3D:z", "x://[\uFF0Fy\uFF3D:z")]
    [InlineData("url", "mailto:Someone@Example.org", "mailto:Someone@Example.org")]
    [InlineData("filehashvalue", " D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("username", " Alice ", "Alice")]
    [InlineData("json", " {\"a\": 1} ", "{\"a\": 1}")]
    public void Value_is_brought_to_one_form(string type, string value, string expected) =>
        AttributeValue.Normalize(type, value).Should().Be(expected);

    /// <summary>CsCheck prints the seed of a case that fails.</summary>
    [Fact]
    public void Any_text_of_any_type_has_a_form_that_stays_as_it_is()
    {
        var pieces = new[]
        {
            "[.]", "[", "]", "(", ")", ".", "(.)", "[dot]", "[DOT]", "[:]", ":", "://", "/", "?", "#", "@", "%", "hxxp", "HXXP", "http", "xn--", "XN--A",
            "ffff", "::", "::ffff:", "1.2.3.4", "255", "0", "%eth0", " ", "\t", "\u00a0", "\u3000", "。", "．", "［", "］", "／", "℀", "ü", "Ü", "ß", "İ", "K", "ς",
            "\u0301", "\u200d", "\u202e", "\ud83d", "\ude00", "😀", "\0", "-", "_", "*", "a", "B",
        };
        var text = Gen.OneOf(
            Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]).Array[0, 12].Select(string.Concat),
            Gen.String,
            Gen.Select(Gen.String, Gen.String).Select((host, path) => $"hxxp://{host}/{path}"));

        Gen.Select(Gen.Int[0, Types.Length - 1].Select(index => Types[index]), text).Sample((type, value) =>
        {
            var once = AttributeValue.Normalize(type, value);
            return AttributeValue.Normalize(type, once) == once;
        }, iter: 200_000, print: sample => $"{sample.Item1}: {string.Join(' ', sample.Item2.Select(c => $"{(int)c:x4}"))}");
    }

    [Fact]
    public void Every_way_to_write_an_address_is_one()
    {
        Gen.Byte.Array[16].Sample(bytes =>
        {
            var address = new System.Net.IPAddress(bytes);
            var groups = Enumerable.Range(0, 8).Select(group => $"{(bytes[2 * group] << 8) | bytes[(2 * group) + 1]:X4}");
            return AttributeValue.Normalize("ipaddr", string.Join(':', groups)) == AttributeValue.Normalize("ipaddr", address.ToString());
        });
    }

    [Fact]
    public void Length_of_a_value_costs_no_more_than_its_length()
    {
        var nested = string.Concat(Enumerable.Repeat("[", 500_000)) + "." + string.Concat(Enumerable.Repeat("]", 500_000));
        var foreign = string.Concat(Enumerable.Range(0, 1_000_000).Select(index => (char)(0x4E00 + (index % 20_000))));

        AttributeValue.Normalize("domain", nested).Should().Be(".");
        AttributeValue.Normalize("domain", foreign).Should().Be(foreign);
        AttributeValue.Normalize("url", $"http://{foreign}/").Should().Be($"http://{foreign}/");
    }
}
