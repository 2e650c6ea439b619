using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AlertResponder.Emitter.GitHub.Rendering;

/// <summary>
/// The last line of what the emitter writes, invisible on the page: by it the emitter knows its own again after an answer was lost.
/// The HMAC keeps an attacker, whose text stands in the same body, from passing another issue off as this report's.
/// </summary>
internal sealed class Marker(ReadOnlyMemory<byte> key)
{
    public string OfIssue(Guid reportId) => Line($"issue:{reportId:D}");

    public string OfComment(Guid reportId, int verdictNumber) =>
        Line(string.Create(CultureInfo.InvariantCulture, $"verdict:{reportId:D}:{verdictNumber}"));

    /// <summary>Whether a text ends with the marker.</summary>
    public static bool IsLastLine(string? text, string marker) => LastLine(text) == marker;

    /// <summary>Where a marker stands in a text. A person may have added spaces or line ends; above it anything may stand.</summary>
    public static string? LastLine(string? text)
    {
        if (text is null) return null;
        var end = text.AsSpan().TrimEnd();
        return end[(end.LastIndexOf('\n') + 1)..].ToString();
    }

    private string Line(string subject)
    {
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(subject)));
        return $"<!-- alertresponder:v1:{subject}:{mac[..32]} -->";
    }
}
