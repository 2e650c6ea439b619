using AlertResponder.Contracts;
using AlertResponder.Emission.Rendering;
using AlertResponder.Emitter.GitHub.Rendering;

namespace AlertResponder.Emitter.GitHub.Tests.Rendering;

public sealed class When_text_is_hostile
{
    private const int Strings = 5_000;

    [Fact]
    public void Nothing_in_a_body_a_cell_a_comment_or_a_title_acts()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        var marker = new Marker(new byte[32]);
        for (var i = 0; i < Strings; i++)
        {
            var text = HostileText.Next(random);
            var because = $"seed {seed}, string {i}: {Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, 200)]))}";
            var untrusted = new Untrusted(text);

            new Parsed($"word {untrusted.Inline()} word").Acting().Should().BeEmpty(because);
            new Parsed(untrusted.Title()).Acting(isTitle: true).Should().BeEmpty(because);
            untrusted.Title().Length.Should().BeLessThanOrEqualTo(Untrusted.MaxTitle);

            var table = new Parsed($"| a | b | c |\n|---|---|---|\n| {untrusted.Cell()} | x | {untrusted.Cell()} |\n\nafter");
            table.Acting().Should().BeEmpty(because);
            var row = (Markdig.Extensions.Tables.TableRow)table.Tables.Should().ContainSingle(because).Subject[^1];
            row.Should().HaveCount(3, because);

            var block = new Parsed($"before\n\n{untrusted.Block("json")}\nafter");
            block.Acting().Should().BeEmpty(because);
            block.Fences.Should().ContainSingle(because);

            if (i % 10 == 0) Whole(random, marker, because);
        }
    }

    private static void Whole(Random random, Marker marker, string because)
    {
        var report = Hostile(random);
        var issue = marker.OfIssue(report.ReportId);
        var body = IssueText.Body(report, null, issue);
        body.Should().EndWith($"\n{issue}", because);
        body.Length.Should().BeLessThanOrEqualTo(Markdown.MaxLength);
        new Parsed(body[..^issue.Length]).Acting().Should().BeEmpty(because);
        new Parsed(IssueText.Title(report)).Acting(isTitle: true).Should().BeEmpty(because);

        var end = marker.OfComment(report.ReportId, 2);
        var verdicts = new Dictionary<int, Verdict> { [1] = report.Verdict!, [2] = report.Verdict! };
        var comment = CommentText.Of(report, 2, verdicts, [1], end);
        comment.Should().EndWith($"\n{end}", because);
        comment.Length.Should().BeLessThanOrEqualTo(Markdown.MaxLength);
        new Parsed(comment[..^end.Length]).Acting().Should().BeEmpty(because);
    }

    private static ReportDocument Hostile(Random random)
    {
        string Text() => HostileText.Next(random);
        var activity = new Activity { ServiceName = Text(), RemoteAddr = Text(), Principal = Text(), Action = Text(), Target = Text() };
        var malware = new RelatedMalware(Text(), null, Text())
        {
            Scans = [new MalwareScan(Text(), Text(), true, Text()), new MalwareScan(Text(), null, false)],
        };
        return Reports.Report(Guid.NewGuid(), verdictNumber: 2) with
        {
            AlertId = Text(),
            Detector = Text(),
            RuleId = Text(),
            RuleName = Text(),
            Title = Text(),
            Description = Text(),
            Attributes =
            [
                new ReportAttribute
                {
                    Type = Text(), Value = Text(), Contexts = [Text(), Text()], Keys = [Text(), Text()], FirstSeen = Reports.Noon,
                    Inspections = [new AttributeInspection(Text(), InspectionState.Failed, Text(), Reports.Noon)],
                },
                new ReportAttribute { Type = "json", Value = Text(), Keys = [Text()], FirstSeen = Reports.Noon },
                new ReportAttribute { Type = "json", Value = System.Text.Json.JsonSerializer.Serialize(new { a = Text() }), FirstSeen = Reports.Noon },
            ],
            Verdict = new Verdict
            {
                Severity = Severity.Urgent,
                Reason = Text(),
                Rule = Text(),
                DecidedBy = Text(),
                DecidedAt = Reports.Noon,
                Missing = [Text(), Text()],
            },
            Findings =
            [
                Reports.Finding with
                {
                    Inspector = Text(), Title = Text(), Link = Text(), Attribute = new InspectedAttribute { Type = Text(), Value = Text() },
                    Host = new HostFinding
                    {
                        Ipaddr = [Text()], Country = [Text()], AsOwner = [Text()], UserName = [Text()], Owner = [Text()], Os = [Text()], Macaddr = [Text()],
                        Hostname = [Text()], Software = [Text()], RelatedDomains = [new RelatedDomain(Text(), null, Text())],
                        RelatedUrls = [new RelatedUrl(Text(), Text(), null, Text())], RelatedMalware = [malware], Activities = [activity],
                    },
                    User = new UserFinding { UserName = [Text()], Activities = [activity] },
                    Binary = new BinaryFinding { RelatedMalware = [malware], Software = [Text()], Os = [Text()], Activities = [activity] },
                },
            ],
        };
    }
}
