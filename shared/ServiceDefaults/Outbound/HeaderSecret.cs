namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>Keys and tokens that are sent as a header. One that no header can carry would fail with every request, long after the start.</summary>
public static class HeaderSecret
{
    /// <summary>What is wrong with one that does not fit, after the setting's name. The value itself is never shown.</summary>
    public const string Fault = "has characters that no header can carry (line breaks, control or non-ASCII characters)";

    /// <summary>Whether a header can carry it.</summary>
    /// <param name="secret">The key or the token; null when there is none.</param>
    /// <returns>True when it is only of printable ASCII.</returns>
    public static bool Fits(string? secret) => secret?.All(character => character is >= ' ' and <= '~') ?? true;
}
