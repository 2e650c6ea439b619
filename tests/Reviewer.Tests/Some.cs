using AlertResponder.Contracts;
using AlertResponder.Reviewer.Aggregation;
using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests;

/// <summary>Alerts, answers and reports for tests: ordinary unless a test says otherwise.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static AlertAttribute Address(string value = "198.18.7.9", string context = "remote", string? key = "remote IP") =>
        new() { Type = "ipaddr", Value = value, Context = [context], Key = key };

    public static AlertReceived Alert(
        DateTimeOffset? receivedAt = null, string alertId = "alert-1", Guid? receiptId = null, params AlertAttribute[] attributes) => new()
        {
            AlertId = alertId,
            ReceiptId = receiptId ?? Guid.NewGuid(),
            ReceivedAt = receivedAt ?? Noon,
            Alert = new Alert
            {
                Detector = "detector",
                RuleId = "rule",
                RuleName = "Rule",
                Key = "key",
                Title = "Somebody at the door",
                Attributes = attributes.Length == 0 ? [Address()] : attributes,
                Source = new AlertSource("deepalert"),
            },
        };

    public static Report Report(ReportsOptions? options = null, params AlertReceived[] alerts)
    {
        if (alerts.Length == 0) alerts = [Alert()];
        var report = ReportGrowth.Open(alerts[0], previous: null);
        foreach (var alert in alerts) ReportGrowth.Join(report, alert, options ?? new ReportsOptions());
        return report;
    }

    public static InspectionCompleted Answer(
        InspectionRequested request, InspectionOutcome outcome = InspectionOutcome.Found, DateTimeOffset? at = null, int malicious = 7,
        string inspector = "virustotal", params AlertAttribute[] discovered) => new()
        {
            ReportId = request.ReportId,
            AlertId = request.AlertId,
            InspectionId = request.InspectionId,
            Inspector = inspector,
            Attribute = request.Attribute,
            Outcome = outcome,
            Reason = outcome is InspectionOutcome.Failed or InspectionOutcome.Skipped or InspectionOutcome.Deferred ? "so it is" : null,
            DeferredUntil = outcome == InspectionOutcome.Deferred ? (at ?? Noon) + TimeSpan.FromMinutes(2) : null,
            CompletedAt = at ?? Noon,
            Findings = outcome == InspectionOutcome.Found ? [Finding(request.Attribute, malicious, inspector)] : [],
            Discovered = discovered,
        };

    public static Finding Finding(InspectedAttribute attribute, int malicious = 7, string inspector = "virustotal") => new()
    {
        Inspector = inspector,
        Attribute = attribute,
        Kind = FindingKind.Host,
        Malicious = malicious,
        Host = new HostFinding { Country = ["NL"] },
    };

    public static Contracts.Verdict Verdict(Severity severity = Severity.Unclassified, string rule = "rule") =>
        new() { Severity = severity, Rule = rule, Reason = "because", DecidedBy = "test", DecidedAt = Noon };
}
