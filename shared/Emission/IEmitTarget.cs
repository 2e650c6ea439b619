namespace AlertResponder.Emission;

/// <summary>
/// For an emitter whose target as a whole may refuse to be written, or must not be written: it is asked before anything is, and again after each
/// refusal. What concerns the whole target stops everything and costs no report anything.
/// </summary>
public interface IEmitTarget
{
    /// <summary>What tells this target from others, whatever its name; null before it was seen. A report that was written elsewhere stays there.</summary>
    string? Key { get; }

    /// <summary>Whether it is known that it may be written, without asking.</summary>
    bool IsOpen { get; }

    /// <summary>Asks why it must not be written.</summary>
    /// <param name="again">Whether to ask although an answer is still believed.</param>
    /// <returns>The reason; null when it may be written.</returns>
    /// <exception cref="EmitException">It could not be asked, for now.</exception>
    Task<string?> RefusalAsync(bool again = false);
}
