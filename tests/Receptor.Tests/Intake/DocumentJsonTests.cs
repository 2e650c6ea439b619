using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;
using AlertResponder.Receptor.Intake;
using CsCheck;

namespace AlertResponder.Receptor.Tests.Intake;

public sealed class DocumentJsonTests
{
    [Fact]
    public void Escapes_are_replaced_by_text_that_every_reader_can_hold()
    {
        var pieces = new[]
        {
            @"\ud800", @"\uDBFF", @"\udc00", @"\uDfFf", @"\u0000", @"\\", @"\""", @"\n", @"\u0041", "u0000", "ud800", "é", "😀", "x",
            @"\ufffe", @"\uFFFF", @"\ufdd0", @"\ud83f\udffe", "\uFFFE", "\uFDEF", "\U0001FFFF",
        };

        Gen.Int[0, pieces.Length - 1].Array[0, 12].Sample(indexes =>
        {
            var (name, value) = (string.Concat(indexes.Select(index => pieces[index])), string.Concat(indexes.Reverse().Select(index => pieces[index])));
            var json = $$"""{"{{name}}":"{{value}}"}""";
            var errors = new ValidationErrors();
            using var document = DocumentJson.Parse(Encoding.UTF8.GetBytes(json), errors);
            var property = document!.RootElement.EnumerateObject().Single();
            return IsText(property.Name) && IsText(property.Value.GetString()!);
        });
    }

    [Theory]
    [InlineData("""{"a\ufffe":1,"a\uffff":2}""", true)]
    [InlineData("""{"a\ud800":1,"a\ufffd":2,"b":{"\u0000":1,"\ufdd0":2}}""", true)]
    [InlineData("""{"rule":"a","rule":"b","x":"\ufffe"}""", false)]
    [InlineData("""[{"x":[{"rule":"a","rul\u0065":"b"}],"y":"\ufffe"}]""", false)]
    public void Only_names_that_were_equal_before_are_refused(string json, bool taken)
    {
        var errors = new ValidationErrors();
        using var document = DocumentJson.Parse(Encoding.UTF8.GetBytes(json), errors);

        (document is not null).Should().Be(taken);
        errors.Any.Should().Be(!taken);
    }

    [Fact]
    public void Escapes_that_were_whole_are_left_as_they_are()
    {
        Gen.String.Where(IsText).Sample(text =>
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(text);
            using var document = DocumentJson.Parse(json, new ValidationErrors());
            return document!.RootElement.GetString() == text;
        });
    }

    private static bool IsText(string text) =>
        ReferenceEquals(TextNormalizer.Normalize(text), text);
}
