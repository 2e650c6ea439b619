using System.Diagnostics.Metrics;
using AlertResponder.Contracts;

namespace AlertResponder.Inspection;

internal sealed class InspectionMetrics
{
    public const string MeterName = "AlertResponder.Inspection";
    public const string Inspections = "alertresponder.inspections";

    private readonly Counter<long> _inspections;

    public InspectionMetrics(IMeterFactory meters) =>
        _inspections = meters.Create(MeterName).CreateCounter<long>(
            Inspections, "{inspection}", "Answers to inspection requests, by inspector, type and outcome");

    public void Count(string inspector, string type, InspectionOutcome outcome) =>
        _inspections.Add(1, new("inspector", inspector), new("type", type), new("outcome", outcome.ToString().ToLowerInvariant()));
}
