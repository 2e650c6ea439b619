using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests.Reports;

public sealed class PacingTests
{
    private static readonly ReportsOptions Options = new();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(1_000_000, 60)]
    public void Time_doubles_up_to_its_limit(int quietRounds, int minutes) =>
        Pacing.Doubled(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), quietRounds).Should().Be(TimeSpan.FromMinutes(minutes));

    [Fact]
    public void Update_waits_ever_longer_while_only_repeats_come_and_not_with_news()
    {
        var report = Some.Report();
        (report.PublishedAt, report.PublishedVersion, report.UnchangedUpdates) = (Some.Noon, report.DocumentVersion, 3);

        report.MarkChanged();
        Pacing.UntilUpdate(report, Options, Some.Noon).Should().Be(TimeSpan.FromMinutes(8));

        report.MarkChanged(significant: true);
        Pacing.UntilUpdate(report, Options, Some.Noon).Should().Be(TimeSpan.FromMinutes(1));
        Pacing.UntilUpdate(report, Options, Some.Noon.AddHours(1)).Should().Be(TimeSpan.Zero);
    }
}
