using AlertResponder.Contracts;
using AlertResponder.Reviewer.Aggregation;
using AlertResponder.Reviewer.Policy;
using AlertResponder.Reviewer.Reports;
using CsCheck;

namespace AlertResponder.Reviewer.Tests.Reports;

/// <summary>Queues keep no order: whatever comes first, the report must come out the same.</summary>
public sealed class AnyOrderTests
{
    private static readonly ReportsOptions Options = new();

    private static readonly Gen<AlertReceived> GenAlert =
        Gen.Select(Gen.Int[0, 86_000], Gen.Guid, Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1], Gen.Int[0, 2]).List[0, 4], Gen.Int[0, 3])
            .Select((second, receipt, attributes, title) =>
            {
                var alert = Some.Alert(
                    Some.Noon.AddSeconds(second), receiptId: receipt,
                    attributes: [.. attributes.Select(a => Some.Address($"198.18.0.{a.Item1}", a.Item2 == 0 ? "remote" : "local", $"key {a.Item3}"))]);
                return alert with { Alert = alert.Alert with { Title = $"title {title}", Attributes = attributes.Count == 0 ? [] : alert.Alert.Attributes } };
            });

    [Fact]
    public void Messages_of_one_window_give_the_same_aggregate_findings_and_verdict_in_any_order() =>
        Gen.Select(GenAlert.List[1, 12], Gen.Int, Gen.Int).Sample((alerts, oneSeed, otherSeed) =>
        {
            var one = Play(alerts, oneSeed);
            var other = Play(alerts, otherSeed);
            other.Should().Be(one, $"seeds {oneSeed} and {otherSeed}");
        }, iter: 500);

    /// <summary>Plays the window in the order that the seed gives, and returns how the report stands at its end.</summary>
    private static string Play(List<AlertReceived> alerts, int seed)
    {
        var random = new Random(seed);
        var investigation = new Investigation(Options);
        var waiting = new List<AlertReceived>(alerts);
        var asked = new List<InspectionRequested>();
        Report? report = null;
        var inspecting = false;
        while (waiting.Count > 0 || asked.Count > 0 || !inspecting)
        {
            var step = random.Next(waiting.Count + asked.Count + (inspecting || report is null ? 0 : 1));
            if (step < waiting.Count)
            {
                var alert = waiting[step];
                waiting.RemoveAt(step);
                report ??= ReportGrowth.Open(alert, null);
                ReportGrowth.Join(report, alert, Options);
            }
            else if (step < waiting.Count + asked.Count)
            {
                var request = asked[step - waiting.Count];
                asked.RemoveAt(step - waiting.Count);
                investigation.Attach(report!, AnswerTo(request), Some.Noon.AddHours(1));
            }
            else
            {
                inspecting = true;
            }

            if (inspecting) asked.AddRange(investigation.RequestNew(report!, Some.Noon).SelectMany(request => new[] { request, request }));
        }

        var verdict = EvidencePolicy.Judge(ReportDocuments.ForMessage(report!), new PolicyOptions { AllowSafe = true }, Some.Noon);
        return string.Join('\n',
            $"{report!.AlertCount} {report.Title} {report.OpenedAt:O} {report.FirstSeen:O} {report.LastSeen:O} {report.WindowEndsAt:O}",
            string.Join('\n', report.Content.Attributes
                .Select(a => $"{a.Identity} {string.Join('+', a.Keys)} {a.FirstSeen:O} {a.Depth} {string.Join(',', a.Inspections.Select(i => i.State))}")
                .Order()),
            string.Join('\n', report.Content.Findings.Select(f => $"{f.Attribute.Value} {f.Malicious}")),
            $"{verdict.Severity} {verdict.Reason}");
    }

    private static InspectionCompleted AnswerTo(InspectionRequested request)
    {
        // What an inspector answers depends on what it is asked, not on when.
        var last = request.Attribute.Value[^1] - '0';
        return Some.Answer(request, last % 3 == 0 ? InspectionOutcome.Nothing : InspectionOutcome.Found, malicious: last,
            discovered: last == 5 ? [new AlertAttribute { Type = "domain", Value = "found.example.net", Context = ["remote"] }] : []);
    }
}
