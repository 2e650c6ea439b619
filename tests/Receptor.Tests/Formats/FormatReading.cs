using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Tests.Formats;

internal static class FormatReading
{
    public static Alert ReadGood(this AlertFormat format, string json)
    {
        using var document = JsonDocument.Parse(json);
        var faults = new Faults();
        var alert = format.Read(document.RootElement, faults);
        faults.ToErrors().Should().BeEmpty();
        return alert!;
    }

    public static Dictionary<string, string[]> ReadBad(this AlertFormat format, string json)
    {
        using var document = JsonDocument.Parse(json);
        var faults = new Faults();
        format.Read(document.RootElement, faults).Should().BeNull();
        return faults.ToErrors();
    }
}
