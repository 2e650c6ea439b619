using System.Diagnostics.Metrics;
using AlertResponder.Contracts;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

internal sealed class InspectionMetrics
{
    public const string MeterName = "AlertResponder.Inspector.VirusTotal";
    public const string Inspections = "alertresponder.inspector.virustotal.inspections";

    private readonly Counter<long> _inspections;

    public InspectionMetrics(IMeterFactory meters) =>
        _inspections = meters.Create(MeterName).CreateCounter<long>(Inspections, "{inspection}", "Answers to inspection requests, by type and outcome");

    public void Count(string type, InspectionOutcome outcome) =>
        _inspections.Add(1, new("type", type), new("outcome", outcome.ToString().ToLowerInvariant()));
}
