using System.Text;
using System.Text.Json;
using AlertResponder.Receptor.Formats;
using AlertResponder.Receptor.Intake;
using CsCheck;

namespace AlertResponder.Receptor.Tests.Intake;

public sealed class DocumentJsonTests
{
    [Fact]
    public void Escapes_are_replaced_by_text_that_every_reader_can_hold()
    {
        var pieces = new[] { @"\ud800", @"\uDBFF", @"\udc00", @"\uDfFf", @"\u0000", @"\\", @"\""", @"\n", @"\u0041", "u0000", "ud800", "é", "😀", "x" };

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
        !text.Contains('\0', StringComparison.Ordinal) && Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text)) == text;
}
