namespace AlertResponder.Bench.Intake;

/// <summary>One way to send alerts.</summary>
/// <param name="Alerts">Alerts a request.</param>
/// <param name="PerSecond">Alerts a second, by round.</param>
/// <param name="CpuPerAlert">Milliseconds of the server's processor time an alert, by round.</param>
/// <param name="Milliseconds">From each request to its 202, of all rounds.</param>
internal sealed record IntakeResult(int Alerts, List<double> PerSecond, List<double> CpuPerAlert, List<double> Milliseconds);
