using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlertResponder.Contracts;
using AlertResponder.Emission;

namespace AlertResponder.Emitter.Webhook;

/// <summary>What is sent: small, unless the target wants the whole document.</summary>
internal static class WebhookBody
{
    // With each character six bytes, as JSON may have them, the whole stays under the 20 KB that the specification advises.
    private const int MaxText = 350;
    private const int MaxReason = 1_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // it is never part of a web page
    };

    /// <param name="happened">The event.</param>
    /// <param name="emitted">The report.</param>
    /// <param name="target">Who it is for.</param>
    public static byte[] Of(WebhookEvent happened, EmittedReport emitted, WebhookOptions target)
    {
        var report = emitted.Report;
        var number = happened.Type == WebhookEvent.VerdictReached ? happened.Number : emitted.VerdictNumber;
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                happened.Type,
                Timestamp = happened.At,
                Data = new
                {
                    report.ReportId,
                    report.AlertId,
                    report.PreviousReportId,
                    emitted.DocumentVersion,
                    report.Status,
                    Detector = Short(report.Detector),
                    RuleId = Short(report.RuleId),
                    RuleName = Short(report.RuleName),
                    Title = Short(report.Title),
                    report.OpenedAt,
                    report.LastSeen,
                    report.AlertCount,
                    AttributeCount = report.Attributes.Count + report.OmittedAttributes,
                    FindingCount = report.Findings.Count + report.OmittedFindings,
                    Verdict = emitted.Verdicts.GetValueOrDefault(number) is not { } verdict ? null : new
                    {
                        Number = number,
                        verdict.Severity,
                        Reason = Short(verdict.Reason, MaxReason),
                        Rule = Short(verdict.Rule),
                        DecidedBy = Short(verdict.DecidedBy),
                        verdict.DecidedAt,
                        MissingCount = verdict.Missing.Count,
                    },
                    Links = target.ReportAddress(report.ReportId) is { } address ? new { Report = address } : null,
                    Document = target.SendsDocument ? report : null,
                },
            }, Json);
    }

    private static string? Short(string? foreign, int max = MaxText) => foreign is null ? null : TextNormalizer.Shorten(foreign, max);
}
