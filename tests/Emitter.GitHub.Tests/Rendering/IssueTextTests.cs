using AlertResponder.Contracts;
using AlertResponder.Emitter.GitHub.Rendering;

namespace AlertResponder.Emitter.GitHub.Tests.Rendering;

public sealed class IssueTextTests
{
    private static readonly Marker Marker = new(new byte[32]);
    private readonly ReportDocument _report = Reports.Report(Guid.Parse("11111111-2222-3333-4444-555555555555"), verdictNumber: 1, severity: Severity.Urgent);

    [Fact]
    public void Title_is_the_rule_and_the_description_in_one_line() => IssueText.Title(_report).Should()
        .Be("SSH brute force: Somebody at 198[.]51[.]100[.]7 guesses passwords. See hxxps[:]//evil[.]example/x.");

    [Fact]
    public void Title_says_once_what_the_description_begins_with() => IssueText
        .Title(_report with { RuleName = null, Title = "Somebody guesses.", Description = "Somebody guesses. A lot." })
        .Should().Be("Somebody guesses. A lot.");

    [Theory]
    [InlineData("\u200b", "\u202e", "\u200d", "rule-1", "rule-1")]
    [InlineData("\u200b", "\u202e", "Port scan", "rule-1", "Port scan")]
    [InlineData("\u200b", "Somebody looks.", "\u3164", "rule-1", "rule-1: Somebody looks.")]
    [InlineData("Scan", "\u202e\ufe0f\u2800", "\u115f\U000e0100", "rule-1", "Scan")]
    [InlineData(null, " ", "\u034f", "\u200b", "Alert report 11111111-2222-3333-4444-555555555555")]
    [InlineData("a\u200bb", "c\u202ed", "", "rule-1", "a b: c d")]
    public void Title_takes_the_first_text_of_which_something_can_be_seen(string? ruleName, string description, string title, string ruleId, string expected) =>
        IssueText.Title(_report with { RuleName = ruleName, Description = description, Title = title, RuleId = ruleId }).Should().Be(expected);

    [Fact]
    public void What_cannot_be_seen_is_shown_by_its_number_in_the_body() => IssueText
        .Body(_report with { Title = "\u200b", Description = "\u202e", RuleName = "\u3164" }, null, "MARK").Should()
        .Contain(@"| Title | `\u200B` |").And.Contain(@"`\u3164`").And.Contain("### Description\n\n```text\n\\u202E\n```");

    [Fact]
    public void Body_tells_what_the_report_says() => IssueText.Body(_report, 7, "MARK").Should().Be(
        """
        | Alert | |
        |---|---|
        | Report | `11111111-2222-3333-4444-555555555555` |
        | Detector | `guardduty` |
        | Rule | `SSH brute force` (`UnauthorizedAccess:EC2/SSHBruteForce`) |
        | Title | `198[.]51[.]100[.]7 is performing SSH brute force attacks` |
        | Alerts | 1 |
        | First seen | 2026-11-24 12:00:00 UTC |
        | Last seen | 2026-11-24 12:01:00 UTC |
        | Former report | #7 |

        ### Description

        ```text
        Somebody at 198[.]51[.]100[.]7 guesses passwords.
        See hxxps[:]//evil[.]example/x.
        ```

        ### Attributes

        | Key | Type | Value | Context | Inspections |
        |---|---|---|---|---|
        | `source address` | `ipaddr` | `198[.]51[.]100[.]7` | `remote` | `virustotal`: found |

        ### `raw event`

        ```json
        {
          "b": [
            1,
            {
              "a": "x"
            }
          ]
        }
        ```

        MARK
        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Comment_tells_verdict_findings_and_what_is_missing() => CommentText
        .Of(_report, 1, new Dictionary<int, Verdict> { [1] = _report.Verdict! }, [], "MARK").Should()
        .StartWith("### Severity: urgent\n\n`it looks Urgent`\n\nRule `rule-Urgent`, decided by `evidence` on 2026-11-24 12:10:00 UTC.")
        .And.Contain("- `virustotal has not answered for ipaddr 198[.]51[.]100[.]7`")
        .And.Contain("malicious: 12, harmless: 3")
        .And.Contain("| SHA-256 | Relation | Seen | `Sophos` | `Kaspersky` |")
        .And.Contain("| `communicated` | 2026-11-24 12:00:00 UTC | `Troj/X` | clean |")
        .And.Contain(@"| `hxxp[:]//evil[.]example/a\|b` |")
        .And.EndWith("\n\nMARK");

    [Fact]
    public void Text_that_is_too_long_is_cut_at_a_sections_end_and_says_so()
    {
        var many = Enumerable.Range(0, 3_000)
            .Select(number => new ReportAttribute { Type = "domain", Value = $"host{number}.example", FirstSeen = Reports.Noon });
        var body = IssueText.Body(_report with { Attributes = [.. many] }, null, Marker.OfIssue(_report.ReportId));

        body.Length.Should().BeInRange(60_000, Markdown.MaxLength);
        body.Should().Contain("sections do not fit into one text at GitHub").And.EndWith(Marker.OfIssue(_report.ReportId));
        new Parsed(body).Tables.Should().HaveCountGreaterThan(5);
    }

    [Fact]
    public void Long_attributes_are_shown_as_far_as_they_fit()
    {
        var many = Enumerable.Range(0, 100).Select(number => new ReportAttribute
        {
            Type = "url",
            Value = $"{number}-{string.Concat(Enumerable.Repeat("a.b.c.de", 200))}",
            FirstSeen = Reports.Noon,
            Keys = [.. Enumerable.Repeat(new string('k', 300), 8)],
            Contexts = [.. Enumerable.Repeat(new string('c', 300), 8)],
        });
        var body = IssueText.Body(
            _report with { Attributes = [.. many], OmittedAttributes = 3 }, null, Marker.OfIssue(_report.ReportId));

        body.Length.Should().BeInRange(50_000, Markdown.MaxLength);
        new Parsed(body).Tables.Skip(1).Sum(table => table.Count - 1).Should().BeGreaterThan(30);
        body.Should().Contain("sections do not fit into one text at GitHub").And.Contain("3 further attributes were left out for size.");
    }

    [Fact]
    public void What_is_too_long_takes_nothing_else_with_it()
    {
        var text = new Markdown().Section("first").Section(new string('x', Markdown.MaxLength)).Section("last").ToText("MARK");

        text.Should().Be("first\n\nlast\n\n*Cut: 1 of 3 sections do not fit into one text at GitHub. The report itself has all of them.*\n\nMARK");
    }

    [Fact]
    public void What_stands_under_a_heading_is_not_shown_without_it()
    {
        var text = new Markdown().Section("first").Opening(new string('x', Markdown.MaxLength)).Section("under it").Opening("last").ToText("MARK");

        text.Should().StartWith("first\n\nlast\n\n*Cut: 2 of 4 sections");
    }

    [Fact]
    public void Verdict_is_shown_whatever_comes_with_it()
    {
        var huge = string.Concat(Enumerable.Repeat("a.b.c.de ", 200));
        var verdict = _report.Verdict! with { Reason = huge, Rule = huge, DecidedBy = huge, Missing = [.. Enumerable.Repeat(huge, 200)] };
        var verdicts = Enumerable.Range(1, 200).ToDictionary(number => number, _ => verdict);

        CommentText.Of(_report, 200, verdicts, [.. Enumerable.Range(1, 199)], "MARK").Should()
            .StartWith("### Severity: urgent").And.Contain("**Not answered when this was decided**").And.Contain("12 engines call it malicious");
    }

    [Fact]
    public void Marker_is_known_only_as_the_last_line_and_only_with_its_key()
    {
        var own = Marker.OfIssue(_report.ReportId);
        Marker.IsLastLine($"text\n{own}", own).Should().BeTrue();
        Marker.IsLastLine($"text\r\n{own}\r\n", own).Should().BeTrue();
        Marker.IsLastLine($"text {own}\nmore", own).Should().BeFalse();
        Marker.IsLastLine($"text\n`{own}`", own).Should().BeFalse();
        new Marker(new byte[] { 1, 2, 3 }).OfIssue(_report.ReportId).Should().NotBe(own);
        Marker.OfComment(_report.ReportId, 1).Should().NotBe(Marker.OfComment(_report.ReportId, 2));
    }
}
