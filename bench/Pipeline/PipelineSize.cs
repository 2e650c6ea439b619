namespace AlertResponder.Bench.Pipeline;

/// <summary>How much is measured.</summary>
/// <param name="Window">Reports in flight at most in the closed loop.</param>
/// <param name="WarmUp">Closed loop that is not measured: the JIT compilers of five processes work then.</param>
/// <param name="Measured">Closed loop that is.</param>
/// <param name="Calm">Open loop at a tenth of what was measured.</param>
/// <param name="RawWarmUpMessages">Of the raw clients, as in the transport bench.</param>
internal sealed record PipelineSize(
    int Window, TimeSpan WarmUp, TimeSpan Measured, TimeSpan Calm, int RawWarmUpMessages, int RawRounds, int RawMessages)
{
    public static readonly PipelineSize Full = new(200, TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(90), 60_000, 5, 20_000);
    public static readonly PipelineSize Quick = new(50, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(8), 5_000, 3, 5_000);
}
