using System.Text.Json;
using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Reports;

/// <summary>Which findings stay when not all can: those that weigh most.</summary>
internal static class FindingsBudget
{
    /// <summary>How many bytes of findings a report keeps.</summary>
    public const int OfReport = 1024 * 1024;

    /// <summary>Keeps the weightiest findings within a number of bytes, in an order that does not depend on the order they came in.</summary>
    public static (List<Finding> Kept, int Omitted) Keep(IReadOnlyCollection<Finding> findings, int bytes)
    {
        var kept = new List<Finding>(findings.Count);
        foreach (var (finding, key) in findings
                     .Select(finding => (finding, KeyOf(finding)))
                     .OrderByDescending(pair => pair.finding.Malicious ?? 0)
                     .ThenByDescending(pair => pair.finding.Suspicious ?? 0)
                     .ThenByDescending(pair => pair.finding.Score ?? 0)
                     .ThenBy(pair => pair.Item2, StringComparer.Ordinal))
        {
            var size = DocumentJson.SizeOf(key);
            if (size > bytes) continue;
            bytes -= size;
            kept.Add(finding);
        }

        return (kept, findings.Count - kept.Count);
    }

    /// <summary>The finding's content as one text: equal for equal findings.</summary>
    public static string KeyOf(Finding finding) => JsonSerializer.Serialize(finding, DocumentJson.Options);
}
