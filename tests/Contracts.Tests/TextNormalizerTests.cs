using System.Text;
using CsCheck;

namespace AlertResponder.Contracts.Tests;

public sealed class TextNormalizerTests
{
    [Fact]
    public void Every_code_point_stays_or_is_replaced()
    {
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            var isHalf = codePoint is >= 0xD800 and <= 0xDFFF;
            var text = isHalf ? ((char)codePoint).ToString() : char.ConvertFromUtf32(codePoint);
            var isNoncharacter = codePoint is >= 0xFDD0 and <= 0xFDEF || (codePoint & 0xFFFF) is 0xFFFE or 0xFFFF;

            var expected = codePoint == 0 || isHalf || isNoncharacter ? "\uFFFD" : text;
            if (TextNormalizer.Normalize($"a{text}b") != $"a{expected}b" || TextNormalizer.IsText(codePoint) != (expected == text))
                Assert.Fail($"U+{codePoint:X}");
        }
    }

    [Fact]
    public void Text_that_is_text_is_not_copied()
    {
        const string Text = "plain, müller, 日本語, 😀, \u202E, \u200B, \uFFFD";

        TextNormalizer.Normalize(Text).Should().BeSameAs(Text);
    }

    [Fact]
    public void Any_text_becomes_one_that_every_reader_can_hold_and_stays_as_it_is()
    {
        Gen.Char.Array[0, 20].Select(units => new string(units)).Sample(text =>
        {
            var normal = TextNormalizer.Normalize(text);
            _ = normal.IsNormalized(NormalizationForm.FormC); // throws for what Unicode's own functions refuse
            return normal.Length <= text.Length
                && ReferenceEquals(TextNormalizer.Normalize(normal), normal)
                && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(normal)) == normal;
        });
    }

    [Fact]
    public void What_is_cut_says_how_long_the_whole_was_and_stays_within_both_limits()
    {
        var whole = string.Concat(Enumerable.Repeat("é😀", 3_000));

        var cut = TextNormalizer.Cut(whole, maxBytes: 4_096, maxCharacters: 512);

        cut.Length.Should().BeInRange(500, 512);
        Encoding.UTF8.GetByteCount(cut).Should().BeLessThanOrEqualTo(4_096);
        cut.Should().StartWith("é😀é").And.Contain("[cut: 18000 bytes, sha256 ").And.NotContain("\uFFFD");
        TextNormalizer.Cut(cut, 4_096, 512).Should().BeSameAs(cut);
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("ab😀d", 3, "ab…")]
    public void What_is_shortened_ends_with_an_ellipsis_and_with_a_whole_character(string text, int length, string expected) =>
        TextNormalizer.Shorten(text, length).Should().Be(expected);
}
