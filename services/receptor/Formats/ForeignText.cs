using AlertResponder.Contracts;

namespace AlertResponder.Receptor.Formats;

/// <summary>Text of another product's format: what is too long is cut, never refused.</summary>
internal static class ForeignText
{
    /// <summary>Cuts at 4 KiB, or at the field's own limit, and notes at the end how long the whole was and its SHA-256.</summary>
    public static string Cut(string text, int characters = ReceptorLimits.ForeignBytes) =>
        TextNormalizer.Cut(text, ReceptorLimits.ForeignBytes, characters);
}
