using System.Security.Cryptography;
using System.Text;
using AlertResponder.Contracts;

namespace AlertResponder.Receptor.Intake;

/// <summary>
/// What makes alerts repeats of one another. Integrators compute it too: recipe and test vectors stand in <c>docs/contracts.md</c>, and a test
/// holds the two together.
/// </summary>
internal static class AlertId
{
    public static string Of(Alert alert)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, alert.Detector);
        Append(hash, alert.RuleId);
        if (!string.IsNullOrWhiteSpace(alert.Key)) Append(hash, alert.Key);
        else if (NamedThings(alert) is { Count: > 0 } things) things.ForEach(thing => Append(hash, thing));
        else
        {
            Append(hash, alert.Title);
            Append(hash, alert.Description);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // An attribute of type json is the sender's working data: it differs between repeats. No text has a NUL by now, so none can be taken for another.
    private static List<byte[]> NamedThings(Alert alert)
    {
        var things = alert.Attributes
            .Where(attribute => attribute.Type != "json")
            .Select(attribute => $"{attribute.Type}\0{attribute.Value}")
            .Distinct(StringComparer.Ordinal)
            .Select(Encoding.UTF8.GetBytes)
            .ToList();
        // By bytes, which is by code point: the order of .NET's own strings would be hard to repeat in another language.
        things.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        return things;
    }

    private static void Append(IncrementalHash hash, string? part)
    {
        var trimmed = part?.Trim();
        Append(hash, string.IsNullOrEmpty(trimmed) ? null : Encoding.UTF8.GetBytes(trimmed));
    }

    private static void Append(IncrementalHash hash, byte[]? part) => NameBasedId.Append(hash, part);
}
