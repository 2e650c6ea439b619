using System.Diagnostics.Metrics;

namespace AlertResponder.Receptor;

/// <summary>Counts the alerts that were sent, by format and outcome.</summary>
internal sealed class ReceptorMetrics
{
    public const string MeterName = "AlertResponder.Receptor";
    public const string AlertsName = "alertresponder.receptor.alerts";

    private readonly Counter<long> _alerts;

    public ReceptorMetrics(IMeterFactory meters) =>
        _alerts = meters.Create(MeterName).CreateCounter<long>(AlertsName, "{alert}", "Alerts that were sent, by format and outcome");

    public void Accepted(string format) => Count(format, "accepted");

    public void Rejected(string? format) => Count(format ?? "unknown", "rejected");

    private void Count(string format, string outcome) => _alerts.Add(1, new("format", format), new("outcome", outcome));
}
