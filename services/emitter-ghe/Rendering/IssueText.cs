using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Emission.Rendering;

namespace AlertResponder.Emitter.GitHub.Rendering;

/// <summary>A report as an issue (pure). The same document gives the same text: what changes shows in the hash.</summary>
internal static class IssueText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Untrusted escapes what has to be
    };

    /// <summary>One line: the rule's name, or the title, and the description. What cannot be seen is as if it were not there.</summary>
    public static string Title(ReportDocument report)
    {
        var name = FirstVisible(report.RuleName, report.Title, report.RuleId);
        // The title in place of a missing description; once is enough when both say the same, as many a description begins with its title.
        var description = FirstVisible(report.Description, report.Title);
        var text = name is null || description?.StartsWith(name, StringComparison.Ordinal) == true ? description
            : description is null ? name
            : $"{name}: {description}";
        return text is null ? $"Alert report {report.ReportId:D}" : new Untrusted(text).Title();
    }

    public static string Body(ReportDocument report, int? formerIssue, string marker)
    {
        var text = new Markdown()
            .Section(Summary(report, formerIssue))
            .Section(new Untrusted(report.Description) is { IsEmpty: false } description ? $"### Description\n\n{description.Block()}" : "")
            .Table("### Attributes", ["Key", "Type", "Value", "Context", "Inspections"],
                report.Attributes.Where(attribute => attribute.Type != "json").Select(Attribute));
        foreach (var document in report.Attributes.Where(attribute => attribute.Type == "json"))
            text.Section($"### {Join(document.Keys, key => key.Inline(), "JSON")}\n\n{new Untrusted(Pretty(document.Value)).Block("json")}");
        if (report.OmittedAttributes > 0)
            text.Section(string.Create(CultureInfo.InvariantCulture, $"{report.OmittedAttributes} further attributes were left out for size."));
        return text.ToText(marker);
    }

    public static string Hash(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private static string? FirstVisible(params IEnumerable<string?> texts) => texts.FirstOrDefault(text => new Untrusted(text).Title().Length > 0);

    private static string Summary(ReportDocument report, int? formerIssue)
    {
        var rows = new List<string[]>
        {
            new[] { "Report", $"`{report.ReportId:D}`" },
            new[] { "Detector", new Untrusted(report.Detector).Cell() },
            new[] { "Rule", string.IsNullOrWhiteSpace(report.RuleName) || report.RuleName == report.RuleId
                ? new Untrusted(report.RuleId).Cell()
                : $"{new Untrusted(report.RuleName).Cell()} ({new Untrusted(report.RuleId).Cell()})" },
            new[] { "Title", new Untrusted(report.Title).Cell() },
            new[] { "Alerts", report.AlertCount.ToString(CultureInfo.InvariantCulture) },
            new[] { "First seen", Markdown.Time(report.FirstSeen) },
            new[] { "Last seen", Markdown.Time(report.LastSeen) },
        };
        if (formerIssue is { } number) rows.Add(["Former report", string.Create(CultureInfo.InvariantCulture, $"#{number}")]);
        else if (report.PreviousReportId is { } former) rows.Add(["Former report", $"`{former:D}`"]);
        var table = new StringBuilder("| Alert | |\n|---|---|\n");
        foreach (var row in rows) table.Append(CultureInfo.InvariantCulture, $"| {row[0]} | {row[1]} |\n");
        return table.ToString();
    }

    private static string[] Attribute(ReportAttribute attribute) =>
    [
        Join(attribute.Keys, key => key.Cell(), ""),
        new Untrusted(attribute.Type).Cell(),
        new Untrusted(attribute.Value).Cell(),
        Join(attribute.Contexts, context => context.Cell(), ""),
        Cut(attribute.Inspections.Select(inspection =>
            $"{new Untrusted(inspection.Inspector).Cell()}: {inspection.State.ToString().ToLowerInvariant()}"
            + (string.IsNullOrWhiteSpace(inspection.Reason) ? "" : $" ({new Untrusted(inspection.Reason).Cell()})"))),
    ];

    private static string Join(IReadOnlyList<string> values, Func<Untrusted, string> render, string none) =>
        values.Count == 0 ? none : Cut(values.Select(value => render(new Untrusted(value))));

    /// <summary>As many as keep a cell readable, and the first in any case.</summary>
    private static string Cut(IEnumerable<string> values)
    {
        const int max = 600;
        var (text, left) = (new StringBuilder(), 0);
        foreach (var value in values)
        {
            if (text.Length == 0) text.Append(value);
            else if (left == 0 && text.Length + value.Length <= max) text.Append(", ").Append(value);
            else left++;
        }

        return left == 0 ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $" and {left} more").ToString();
    }

    private static string Pretty(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException)
        {
            return json; // cut, never was JSON, or holds half of a surrogate pair: shown as it came
        }
    }
}
