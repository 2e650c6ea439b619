using AlertResponder.Emission.Rendering;

namespace AlertResponder.Emission.Tests.Rendering;

public sealed class UntrustedTests
{
    [Theory]
    [InlineData("plain", "`plain`")]
    [InlineData("a`b", "``a`b``")]
    [InlineData("`", "`` ` ``")]
    [InlineData("``x", "``` ``x ```")]
    [InlineData("", "`(empty)`")]
    [InlineData(null, "`(empty)`")]
    [InlineData("a\nb", @"`a\u000Ab`")]
    [InlineData("x\u202Ey", @"`x\u202Ey`")]
    [InlineData("http://evil.example/x", "`hxxp[:]//evil[.]example/x`")]
    [InlineData("HTTPS://Evil.Example", "`hxxpS[:]//Evil[.]Example`")]
    [InlineData("s3://bucket/key", "`s3[:]//bucket/key`")]
    [InlineData("198.51.100.7", "`198[.]51[.]100[.]7`")]
    [InlineData("2001:db8::1", "`2001[:]db8[:][:]1`")]
    [InlineData("at 12:34:56", "`at 12:34:56`")]
    [InlineData("version 10.0.15", "`version 10.0.15`")]
    [InlineData("root@mail.evil.example", "`root@mail[.]evil[.]example`")]
    [InlineData("xn--e1afmkfd.xn--p1ai", "`xn--e1afmkfd[.]xn--p1ai`")]
    [InlineData("a\u3164\u115F\u2800b", @"`a\u3164\u115F\u2800b`")]
    [InlineData("x\U000E0101y", @"`x\uE0101y`")]
    [InlineData("\u26A0\uFE0F ok", "`\u26A0\uFE0F ok`")]
    [InlineData("\uFE0F\u26A0\uFE0F\uFE0F", @"`\uFE0F" + "\u26A0\uFE0F" + @"\uFE0F`")]
    public void Inline_code_shows_what_it_is(string? text, string expected) => new Untrusted(text).Inline().Should().Be(expected);

    [Fact]
    public void Half_of_a_surrogate_pair_is_shown_by_its_number() => new Untrusted("x\uD83Dy").Inline().Should().Be(@"`x\uD83Dy`");

    [Theory]
    [InlineData("a|b", @"`a\|b`")]
    [InlineData(@"a\|b", @"`a\u007Cb`")]
    [InlineData("||", @"`\|\|`")]
    public void Pipe_in_a_cell_ends_nothing(string text, string expected) => new Untrusted(text).Cell().Should().Be(expected);

    [Fact]
    public void Fence_of_a_block_is_longer_than_any_run_inside() =>
        new Untrusted("a\n````\nb\n").Block("json").Should().Be("`````json\na\n````\nb\n`````\n");

    [Theory]
    [InlineData("SSH brute force: see\nhttps://evil.example @octocat #1", "SSH brute force: see hxxps[:]//evil[.]example \uFF20octocat \uFF031")]
    [InlineData("<b>`x`</b> [a](b) GH-12", "‹b›'x'‹/b› (a)(b) GH\u201112")]
    [InlineData("  \u202Ea  \t b ", "a b")]
    [InlineData("\uFE0F\u3164\u2800\U000E0101", "")]
    [InlineData("(.)(/acme/x)", "(.)(/acme/x)")]
    [InlineData("[.](//2130706433/x)", "(.)(//2130706433/x)")]
    [InlineData("::(/acme/x)", "[:][:] (/acme/x)")]
    [InlineData("UnauthorizedAccess:EC2/SSHBruteForce", "UnauthorizedAccess:EC2/SSHBruteForce")]
    public void Title_is_one_harmless_line(string text, string expected) => new Untrusted(text).Title().Should().Be(expected);

    [Theory]
    [InlineData("www.evil.example--")]
    [InlineData("evil.")]
    [InlineData("a.b.c.evil.example.")]
    public void Name_of_any_number_of_labels_is_no_name_at_any_of_its_dots(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 45)) + "www.evil.example";

        foreach (var shown in new[] { new Untrusted(text).Inline(), new Untrusted(text).Block(), new Untrusted(text).Title() })
            shown.Replace("[.]", "", StringComparison.Ordinal).Should().NotContain(".");
    }

    [Fact]
    public void Long_text_is_cut_and_says_by_how_much()
    {
        new Untrusted(new string('x', 2_000)).Inline().Should().Be($"`{new string('x', Untrusted.MaxInline)}… ({2_000 - Untrusted.MaxInline} more)`");
        new Untrusted(new string('x', 2_000)).Title().Should().HaveLength(Untrusted.MaxTitle).And.EndWith("…");
    }

    [Theory]
    [InlineData("a.")]
    [InlineData("a-")]
    [InlineData("1.")]
    [InlineData("f:")]
    [InlineData("://")]
    public async Task Long_repetition_takes_no_long_time(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 100_000));
        await Task.Run(() => new Untrusted(text).Block()).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
