using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Tests.Formats;

internal static class FormatReading
{
    public static Alert ReadGood(this AlertFormat format, string json)
    {
        using var document = JsonDocument.Parse(json);
        var errors = new ValidationErrors();
        var alert = format.Read(document.RootElement, errors);
        errors.ToDictionary().Should().BeEmpty();
        return alert!;
    }

    public static Dictionary<string, string[]> ReadBad(this AlertFormat format, string json)
    {
        using var document = JsonDocument.Parse(json);
        var errors = new ValidationErrors();
        format.Read(document.RootElement, errors).Should().BeNull();
        return errors.ToDictionary();
    }
}
