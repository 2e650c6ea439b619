using System.Diagnostics.Metrics;

namespace AlertResponder.Receptor;

/// <summary>Counts alerts at the door, by format and by what became of them.</summary>
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
