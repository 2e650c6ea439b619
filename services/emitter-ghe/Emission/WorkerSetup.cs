using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>What the worker runs by.</summary>
internal sealed record WorkerSetup(IOptions<GitHubOptions> Options, TimeProvider Time, WakeSignal Signal, EmitterMetrics Metrics);
