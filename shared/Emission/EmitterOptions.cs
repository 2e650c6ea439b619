namespace AlertResponder.Emission;

/// <summary>What an emitter of the host is called, and its options.</summary>
internal sealed record EmitterOptions<TEmitter>(string Name, EmissionOptions Value);
