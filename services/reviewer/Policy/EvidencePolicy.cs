using AlertResponder.Contracts;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Policy;

/// <summary>
/// Judges by what the inspectors found about remote attributes: enough engines against one of them is urgent; safe is said only when it
/// is allowed and nothing at all is open.
/// </summary>
internal sealed class EvidencePolicy(IOptions<PolicyOptions> options, TimeProvider time) : IReviewPolicy
{
    public ValueTask<Verdict> ReviewAsync(ReportDocument report, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Judge(report, options.Value, time.GetUtcNow()));

    internal static Verdict Judge(ReportDocument report, PolicyOptions options, DateTimeOffset now)
    {
        Verdict Verdict(Severity severity, string rule, string reason) => new()
        {
            Severity = severity,
            Rule = rule,
            Reason = reason,
            DecidedBy = "evidence",
            DecidedAt = now,
        };

        var condemned = report.Findings.Any(finding => IsRemote(finding.Attribute.Contexts) && finding.Malicious >= options.MaliciousEngines);
        if (condemned)
            return Verdict(Severity.Urgent, "malicious-engines", $"at least {options.MaliciousEngines} engines call a remote attribute malicious");
        if (!options.AllowSafe)
            return Verdict(Severity.Unclassified, "no-evidence", "too few engines call a remote attribute malicious");

        var open = Open(report).ToList();
        return open.Count == 0
            ? Verdict(Severity.Safe, "all-clear", "every remote attribute was looked at and none is called malicious")
            : Verdict(Severity.Unclassified, "not-all-clear", string.Join("; ", open));
    }

    private static IEnumerable<string> Open(ReportDocument report)
    {
        var remote = report.Attributes.Where(attribute => IsRemote(attribute.Contexts)).ToList();
        if (remote.Count == 0) yield return "no remote attribute is named";
        if (remote.Exists(attribute => attribute.Inspections.Count == 0)) yield return "a remote attribute has no inspector";
        if (report.OmittedAttributes > 0) yield return "attributes were left out";
        if (report.OmittedFindings > 0) yield return "findings were left out";
        if (report.Findings.Any(finding => finding.Malicious > 0 || finding.Suspicious > 0))
            yield return "an engine calls an attribute malicious or suspicious";
        foreach (var state in report.Attributes
                     .SelectMany(attribute => attribute.Inspections)
                     .Select(inspection => inspection.State)
                     .Where(state => state is not (InspectionState.Found or InspectionState.Nothing))
                     .Distinct().Order())
            yield return state switch
            {
                InspectionState.Pending => "an inspector has not answered",
                InspectionState.Unknown => "an attribute is unknown to an inspector",
                InspectionState.Skipped => "an attribute was not looked at",
                InspectionState.Failed => "an inspection failed",
                InspectionState.Deferred => "an inspection is put off",
                InspectionState.Silent => "an inspector is silent",
                _ => "an inspection ended in a way that is not understood",
            };
    }

    private static bool IsRemote(IReadOnlyList<string> contexts) => contexts.Contains("remote", StringComparer.Ordinal);
}
