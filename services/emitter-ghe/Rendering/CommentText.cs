using System.Globalization;
using System.Text;
using AlertResponder.Contracts;
using AlertResponder.Emission.Rendering;

namespace AlertResponder.Emitter.GitHub.Rendering;

/// <summary>A verdict as a comment (pure).</summary>
internal static class CommentText
{
    private const int MaxRows = 200;
    private const int MaxOvertaken = 20;

    /// <param name="report">The newest snapshot: its findings are shown.</param>
    /// <param name="number">The verdict to tell.</param>
    /// <param name="verdicts">All that were heard of.</param>
    /// <param name="overtaken">Numbers that were never told.</param>
    /// <param name="marker">The comment's last line.</param>
    public static string Of(ReportDocument report, int number, IReadOnlyDictionary<int, Verdict> verdicts, IReadOnlyList<int> overtaken, string marker)
    {
        var verdict = verdicts[number];
        var text = new Markdown().Section(Head(verdict, verdicts, overtaken));
        text.List("**Not answered when this was decided**", verdict.Missing.Take(MaxRows).Select(missing => new Untrusted(missing).Inline()));
        foreach (var finding in report.Findings) Finding(text, finding);
        if (report.Findings.Count == 0) text.Opening("No inspector found anything.");
        if (report.OmittedFindings > 0)
            text.Opening(string.Create(CultureInfo.InvariantCulture, $"{report.OmittedFindings} further findings were left out for size."));
        return text.ToText(marker);
    }

    private static string Head(Verdict verdict, IReadOnlyDictionary<int, Verdict> verdicts, IReadOnlyList<int> overtaken)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"### Severity: {ReportText.Name(verdict.Severity)}\n\n")
            .Append(CultureInfo.InvariantCulture, $"{new Untrusted(verdict.Reason).Inline()}\n\n")
            .Append(
                CultureInfo.InvariantCulture,
                $"Rule {new Untrusted(verdict.Rule).Inline()}, decided by {new Untrusted(verdict.DecidedBy).Inline()} ")
            .Append(CultureInfo.InvariantCulture, $"on {Markdown.Time(verdict.DecidedAt)}.\n");
        if (overtaken.Count > 0)
            head.Append(
                CultureInfo.InvariantCulture,
                $"\nThis verdict overtook: {string.Join(", ", overtaken.Take(MaxOvertaken).Select(Overtaken))}{More(overtaken)}.\n");
        return head.ToString();

        string Overtaken(int number) => verdicts.TryGetValue(number, out var former)
            ? string.Create(CultureInfo.InvariantCulture, $"verdict {number} ({ReportText.Name(former.Severity)}, rule {new Untrusted(former.Rule).Cell()})")
            : string.Create(CultureInfo.InvariantCulture, $"verdict {number}");

        static string More(IReadOnlyList<int> overtaken) => overtaken.Count <= MaxOvertaken
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" and {overtaken.Count - MaxOvertaken} more");
    }

    private static void Finding(Markdown text, Finding finding)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"### {new Untrusted(finding.Inspector).Inline()} on {new Untrusted(finding.Attribute.Value).Inline()}\n\n");
        if (new Untrusted(finding.Title) is { IsEmpty: false } title) head.Append(CultureInfo.InvariantCulture, $"{title.Inline()}\n\n");
        if (ReportText.Opinion(finding) is { Length: > 0 } opinion) head.Append(CultureInfo.InvariantCulture, $"{opinion}\n\n");
        if (finding.Side is { } side) head.Append(CultureInfo.InvariantCulture, $"Side: {side.ToString().ToLowerInvariant()}\n\n");
        if (new Untrusted(finding.Link) is { IsEmpty: false } link) head.Append(CultureInfo.InvariantCulture, $"More: {link.Inline()}\n\n");
        text.Opening(head.ToString());
        text.Table(null, ["Fact", "Value"], finding.Facts.Take(MaxRows).Select(fact => new[] { Cell(fact.Key), Cell(fact.Value.ToString()) }));

        if (finding.Host is { } host)
        {
            text.Table(null, ["Host", "Value"], Facts(host));
            Malware(text, host.RelatedMalware);
            text.Table("**Related domains**", ["Domain", "Seen", "Source"],
                host.RelatedDomains.Take(MaxRows).Select(domain => new[] { Cell(domain.Name), Markdown.Time(domain.Timestamp), Cell(domain.Source) }));
            text.Table("**Related URLs**", ["URL", "Reference", "Seen", "Source"], host.RelatedUrls.Take(MaxRows).Select(url =>
                new[] { Cell(url.Url), Cell(url.Reference), Markdown.Time(url.Timestamp), Cell(url.Source) }));
            Activities(text, host.Activities);
        }

        if (finding.User is { } user)
        {
            text.Table(null, ["User", "Value"], Fact("Name", user.UserName));
            Activities(text, user.Activities);
        }

        if (finding.Binary is { } binary)
        {
            text.Table(null, ["File", "Value"], [.. Fact("Software", binary.Software), .. Fact("Operating system", binary.Os)]);
            Malware(text, binary.RelatedMalware);
            Activities(text, binary.Activities);
        }
    }

    private static void Malware(Markdown text, IReadOnlyList<RelatedMalware> samples)
    {
        // One column a vendor, as analysts compare them; the vendors' names come from outside as well.
        var vendors = samples.SelectMany(sample => sample.Scans).Select(scan => scan.Vendor).Distinct(StringComparer.Ordinal).Take(8).ToList();
        text.Table("**Related malware**", ["SHA-256", "Relation", "Seen", .. vendors.Select(Cell)], samples.Take(MaxRows).Select(sample =>
            (string[])[Cell(sample.Sha256), Cell(sample.Relation), Markdown.Time(sample.Timestamp), .. vendors.Select(vendor => Scan(sample, vendor))]));
    }

    private static string Scan(RelatedMalware sample, string vendor) => sample.Scans.FirstOrDefault(scan => scan.Vendor == vendor) switch
    {
        null => "",
        { Positive: false } => "clean",
        { Name: { Length: > 0 } name } => Cell(name),
        _ => "malicious",
    };

    private static void Activities(Markdown text, IReadOnlyList<Activity> activities) => text.Table(
        "**Activities**", ["Service", "From", "By", "Action", "Target", "Last seen"], activities.Take(MaxRows).Select(activity => new[]
        {
            Cell(activity.ServiceName), Cell(activity.RemoteAddr), Cell(activity.Principal), Cell(activity.Action), Cell(activity.Target),
            Markdown.Time(activity.LastSeen),
        }));

    private static IEnumerable<string[]> Facts(HostFinding host) =>
    [
        .. Fact("Address", host.Ipaddr), .. Fact("Country", host.Country), .. Fact("AS owner", host.AsOwner), .. Fact("Host name", host.Hostname),
        .. Fact("User", host.UserName), .. Fact("Owner", host.Owner), .. Fact("Operating system", host.Os), .. Fact("MAC address", host.Macaddr),
        .. Fact("Software", host.Software),
    ];

    private static IEnumerable<string[]> Fact(string name, IReadOnlyList<string> values) => values.Take(MaxRows).Select(value => new[] { name, Cell(value) });

    private static string Cell(string? value) => string.IsNullOrEmpty(value) ? "" : new Untrusted(value).Cell();
}
