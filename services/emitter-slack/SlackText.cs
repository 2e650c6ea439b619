using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.Emission.Rendering;

namespace AlertResponder.Emitter.Slack;

/// <summary>
/// A report as blocks of https://docs.slack.dev/reference/block-kit/blocks (pure). Whatever comes from outside is code within a line: nothing of it
/// becomes a link, a mention or a formatting.
/// </summary>
internal static class SlackText
{
    public const int MaxBlocks = 50;
    public const int MaxSection = 3_000;
    public const int MaxHeader = 150;

    /// <summary>Over all blocks, as they are sent. Slack names no limit, and refuses about 13,200: https://github.com/slackapi/bolt-js/issues/2509.</summary>
    public const int MaxCharacters = 12_000;

    /// <summary>What has to be said fits into less.</summary>
    public const int MinCharacters = MaxCharacters / 4;

    private const int MaxReason = 1_024;
    private const int MaxValue = 200;
    private const int MaxFacts = 10;
    private const int MaxFact = 80;
    private const int LeftOutSpace = 60;
    private const string RepeatNote = "_This may be there twice: its first try was not answered, and the history of this channel cannot be read._";

    /// <summary>The message of a report.</summary>
    /// <param name="report">The report; it has a verdict.</param>
    /// <param name="verdict">The newest verdict.</param>
    /// <param name="reportUrl">The address of the report; null for no link.</param>
    /// <param name="max">How many characters all blocks may hold.</param>
    /// <param name="isRepeat">Whether the message may be there twice.</param>
    public static JsonObject Message(ReportDocument report, Verdict verdict, string? reportUrl, int max, bool isRepeat)
    {
        var title = Title(report, verdict);
        var summary = new List<string>(Judgement(verdict))
        {
            $"*Rule:* {(report.RuleName is null ? "" : $"{Code(report.RuleName)}, ")}{Code(report.RuleId)} of {Code(report.Detector)}",
            string.Create(CultureInfo.InvariantCulture, $"*Alerts:* {report.AlertCount}, {ReportText.Time(report.FirstSeen)} to {ReportText.Time(report.LastSeen)}"),
        };
        if (report.Status == ReportStatus.Closed) summary.Add("*Closed:* the next alert opens another report");
        if (reportUrl is not null) summary.Add($"<{Escape(reportUrl)}|The report>");
        if (isRepeat) summary.Add(RepeatNote);

        var blocks = new JsonArray(new JsonObject { ["type"] = "header", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = title, ["emoji"] = false } });
        var left = max - title.Length - (2 * LeftOutSpace);
        AddLines(blocks, summary, ref left);
        if (verdict.Missing.Count > 0) AddLines(blocks, [.. verdict.Missing.Select(missing => $"• {Code(missing)}").Prepend("*Not answered when this was decided:*")], ref left);
        AddLines(blocks, Attributes(report), ref left);
        return new JsonObject { ["text"] = title, ["blocks"] = blocks };
    }

    /// <summary>A verdict as a reply to the message.</summary>
    public static JsonObject Reply(ReportDocument report, Verdict verdict, int max, bool isRepeat)
    {
        var (blocks, left) = (new JsonArray(), max);
        AddLines(blocks, [.. Judgement(verdict), .. isRepeat ? [RepeatNote] : Array.Empty<string>(), .. verdict.Missing.Select(missing => $"• not answered: {Code(missing)}")], ref left);
        return new JsonObject { ["text"] = Title(report, verdict), ["blocks"] = blocks };
    }

    /// <summary>What distinguishes one message from another.</summary>
    public static string Hash(JsonObject message) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.ToJsonString())))[..32];

    private static string Title(ReportDocument report, Verdict verdict) =>
        new Untrusted($"{ReportText.Name(verdict.Severity)}: {string.Join(": ", new[] { report.RuleName ?? report.RuleId, report.Title }.Distinct())}").Title(MaxHeader);

    private static string[] Judgement(Verdict verdict) =>
    [
        $"*Severity: {ReportText.Name(verdict.Severity)}*, decided by {Code(verdict.DecidedBy)}, rule {Code(verdict.Rule)}, {ReportText.Time(verdict.DecidedAt)}",
        $"*Reason:* {Code(verdict.Reason, MaxReason)}",
    ];

    /// <summary>What was found, by attribute, and then the attributes of which nothing was.</summary>
    private static List<string> Attributes(ReportDocument report)
    {
        var lines = new List<string> { report.Findings.Count == 0 ? "*Attributes* (no inspector found anything)" : "*Attributes and findings*" };
        foreach (var findings in report.Findings.GroupBy(finding => (finding.Attribute.Type, finding.Attribute.Value)))
        {
            lines.Add(Attribute(findings.Key.Type, findings.Key.Value, findings.First().Attribute.Contexts));
            lines.AddRange(findings.Select(Finding));
        }

        var found = report.Findings.Select(finding => (finding.Attribute.Type, finding.Attribute.Value)).ToHashSet();
        lines.AddRange(report.Attributes.Where(attribute => attribute.Type != "json" && !found.Contains((attribute.Type, attribute.Value)))
            .Select(attribute => Attribute(attribute.Type, attribute.Value, attribute.Contexts)));
        if (report.OmittedFindings + report.OmittedAttributes is > 0 and var omitted) lines.Add(string.Create(CultureInfo.InvariantCulture, $"_{omitted} more are in the report_"));
        return lines;
    }

    private static string Attribute(string type, string value, IReadOnlyList<string> contexts) =>
        $"• {Code(type)} {Code(value)}{(contexts.Count > 0 ? $" ({Code(string.Join(", ", contexts))})" : "")}";

    private static string Finding(Finding finding)
    {
        var opinion = ReportText.Opinion(finding) is { Length: > 0 } text ? $", {text}" : "";
        var more = string.IsNullOrWhiteSpace(finding.Link) ? "" : $", more: {Code(finding.Link)}";
        return $"    ◦ {Code(finding.Inspector)}: {Code(finding.Title)}{opinion}{more}{Facts(finding.Facts)}";
    }

    /// <summary>They stand in the line of their finding: with it they are shown or left out.</summary>
    private static string Facts(IReadOnlyDictionary<string, FactValue> facts)
    {
        if (facts.Count == 0) return "";
        var more = facts.Count > MaxFacts ? string.Create(CultureInfo.InvariantCulture, $", and {facts.Count - MaxFacts} more") : "";
        return $", facts: {string.Join(", ", facts.Take(MaxFacts).Select(fact => $"{Code(fact.Key, MaxFact)} {Code(fact.Value.ToString(), MaxFact)}"))}{more}";
    }

    /// <summary>Adds sections of lines until the message is full, and says how many lines are left out.</summary>
    private static void AddLines(JsonArray blocks, List<string> lines, ref int left)
    {
        var text = new StringBuilder();
        for (var number = 0; number < lines.Count; number++)
        {
            var line = lines[number];
            if (text.Length + line.Length + LeftOutSpace > MaxSection) Flush(text);
            if (line.Length + LeftOutSpace > left || blocks.Count == MaxBlocks)
            {
                text.Append(CultureInfo.InvariantCulture, $"_{lines.Count - number} more lines are left out_");
                left = 0;
                break;
            }

            text.Append(line).Append('\n');
            left -= line.Length + 1;
        }

        Flush(text);

        void Flush(StringBuilder section)
        {
            if (section.Length == 0 || blocks.Count == MaxBlocks) return;
            blocks.Add(new JsonObject
            {
                ["type"] = "section",
                ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = section.ToString().TrimEnd('\n'), ["verbatim"] = true },
            });
            section.Clear();
        }
    }

    private static string Code(string? foreign, int max = MaxValue) => new Untrusted(foreign).Mrkdwn(max);

    private static string Escape(string own) => own.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "%3C", StringComparison.Ordinal)
        .Replace(">", "%3E", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal);
}
