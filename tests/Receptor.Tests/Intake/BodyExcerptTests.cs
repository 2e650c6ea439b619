using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AlertResponder.Receptor.Intake;

namespace AlertResponder.Receptor.Tests.Intake;

public sealed class BodyExcerptTests
{
    private const int Limit = 64 * 1024;

    [Fact]
    public void Document_of_64_KiB_is_kept_as_it_is_and_outlives_its_request()
    {
        JsonElement kept;
        var json = Document(Limit, 'x');
        using (var document = JsonDocument.Parse(json)) kept = BodyExcerpt.Of(document.RootElement);

        kept.GetRawText().Should().Be(json);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('é')]
    [InlineData('漢')]
    public void Larger_document_is_cut_with_length_and_hash_of_the_whole(char filling)
    {
        var json = Document((2 * Limit) + 1, filling);
        using var document = JsonDocument.Parse(json);

        var kept = BodyExcerpt.Of(document.RootElement);

        var cut = kept.GetProperty("cut");
        cut.GetProperty("length").GetInt32().Should().Be((2 * Limit) + 1);
        cut.GetProperty("sha256").GetString().Should().Be(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))));
        var text = cut.GetProperty("text").GetString()!;
        json.Should().StartWith(text);
        text.Should().NotContain("\ufffd");
        Encoding.UTF8.GetByteCount(text).Should().BeInRange(Limit - 256, Limit);
    }

    [Fact]
    public void Text_that_is_escaped_again_still_fits()
    {
        var json = $"[{string.Join(',', Enumerable.Repeat("\"\\\"\"", 50_000))}]";
        using var document = JsonDocument.Parse(json);

        var text = BodyExcerpt.Of(document.RootElement).GetProperty("cut").GetProperty("text").GetString()!;

        var written = text.Length + text.Count(c => c is '"' or '\\');
        written.Should().BeInRange(Limit - 256, Limit);
    }

    private static string Document(int bytes, char filling)
    {
        const string frame = "{\"a\":\"\"}";
        var size = Encoding.UTF8.GetByteCount([filling]);
        var filled = (bytes - frame.Length) / size;
        var rest = bytes - frame.Length - (filled * size);
        return $$"""{"a":"{{new string(filling, filled)}}{{new string('x', rest)}}"}""";
    }
}
