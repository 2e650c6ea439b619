using AlertResponder.Bench.Pipeline;

namespace AlertResponder.Bench.Tests.Pipeline;

public sealed class PipelineResultTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid First = new("00000000-0000-4000-8000-000000000001");
    private static readonly Guid Second = new("00000000-0000-4000-8000-000000000002");

    [Fact]
    public void Figures_are_those_between_the_two_moments()
    {
        var stretch = new PipelineStretch(
            new(0, 100, new Dictionary<string, double> { ["reviewer"] = 1_000 }, new Dictionary<string, long> { ["alerts"] = 110 }),
            new(
                10 * TimeProvider.System.TimestampFrequency,
                150,
                new Dictionary<string, double> { ["reviewer"] = 6_000 },
                new Dictionary<string, long> { ["alerts"] = 160, ["reports"] = 200, ["quiet"] = 0 }));

        stretch.ReportsPerSecond.Should().Be(5);
        stretch.CpuPerReport.Should().Equal(new Dictionary<string, double> { ["reviewer"] = 100 });
        stretch.Cores.Should().Equal(new Dictionary<string, double> { ["reviewer"] = 0.5 });
        stretch.MessagesPerReport.Should().Equal(new Dictionary<string, double> { ["alerts"] = 1, ["reports"] = 4 });
        stretch.MessagesPerSecond.Should().Be(25);
    }

    [Fact]
    public void A_delay_ends_with_the_first_verdict_and_its_comment()
    {
        var delays = PipelineDelays.Of(
            [new("a", Begin, Begin), new("b", Begin, Begin)],
            new Dictionary<string, StoredVerdict> { ["a"] = new(First, At(40)), ["b"] = new(Second, At(60)) },
            Issues(Issue(First, ("1", 900), ("2", 1_000)), Issue(Second)));

        delays.ToVerdict.Should().Equal(40, 60);
        delays.ToComment.Should().Equal(900);
    }

    [Fact]
    public void All_is_well_with_one_issue_a_report_and_one_comment_a_verdict()
    {
        var outcome = PipelineOutcome.Of(2, Issues(Issue(First, ("1", 0), ("2", 0)), Issue(Second, ("3", 0))), new Dictionary<string, long> { ["alerts"] = 2 });

        outcome.IsClean.Should().BeTrue();
    }

    [Fact]
    public void Reports_without_a_comment_are_missing()
    {
        var outcome = PipelineOutcome.Of(3, Issues(Issue(First, ("1", 0)), Issue(Second)), new Dictionary<string, long>());

        outcome.Should().Be(new PipelineOutcome(3, Missing: 2, Doubled: 0, Errors: 0)).And.Match<PipelineOutcome>(bad => !bad.IsClean);
    }

    [Fact]
    public void A_second_issue_and_a_verdict_told_again_are_doubled()
    {
        var outcome = PipelineOutcome.Of(
            2, Issues(Issue(First, ("1", 0)), Issue(First), Issue(Second, ("2", 0), ("2", 0))), new Dictionary<string, long>());

        outcome.Should().Be(new PipelineOutcome(2, Missing: 0, Doubled: 2, Errors: 0));
    }

    [Fact]
    public void Messages_in_error_queues_are_errors()
    {
        var outcome = PipelineOutcome.Of(1, Issues(Issue(First, ("1", 0))), new Dictionary<string, long> { ["reviewer-reports_error"] = 3 });

        outcome.Should().Be(new PipelineOutcome(1, Missing: 0, Doubled: 0, Errors: 3));
    }

    [Fact]
    public void The_report_is_known_by_the_issues_marker() =>
        StandIns.ReportOf($"<!-- alertresponder:v1:issue:{First}:00112233445566778899aabbccddeeff -->").Should().Be(First);

    [Fact]
    public void The_first_verdict_of_a_timeline_counts() => VerdictStore.FirstVerdict("""
        {"timeline":[
          {"at":"2026-03-01T12:00:00Z","what":"opened","by":"reviewer"},
          {"at":"2026-03-01T12:00:01Z","what":"verdict: Urgent","by":"policy"},
          {"at":"2026-03-01T12:00:02Z","what":"verdict: Safe","by":"policy"}]}
        """).Should().Be(Begin.AddSeconds(1));

    [Fact]
    public void A_report_without_a_verdict_has_no_time_of_it() =>
        VerdictStore.FirstVerdict("""{"timeline":[{"at":"2026-03-01T12:00:00Z","what":"opened","by":"reviewer"}]}""").Should().BeNull();

    private static DateTimeOffset At(int milliseconds) => Begin.AddMilliseconds(milliseconds);

    private static ILookup<Guid, Emitted> Issues(params (Guid Report, Emitted Issue)[] issues) =>
        issues.ToLookup(issue => issue.Report, issue => issue.Issue);

    private static (Guid Report, Emitted Issue) Issue(Guid report, params (string Marker, int At)[] comments) =>
        (report, new Emitted($"issue of {report}", [.. comments.Select(comment => new EmittedComment(comment.Marker, At(comment.At)))]));
}
