using AlertResponder.Contracts;
using AlertResponder.Reviewer.Aggregation;

namespace AlertResponder.Reviewer.Tests.Aggregation;

public sealed class ReportGrowthTests
{
    private static readonly ReportsOptions Options = new();

    [Fact]
    public void Report_id_is_of_the_alert_id_and_the_opening_receipt()
    {
        var alert = Some.Alert();

        ReportGrowth.Open(alert, null).CorrelationId.Should().Be(ReportGrowth.Open(alert, null).CorrelationId);
        ReportGrowth.Open(alert, null).CorrelationId.Should().NotBe(ReportGrowth.Open(Some.Alert(), null).CorrelationId);
        ReportGrowth.Open(alert, null).CorrelationId.Should().NotBe(ReportGrowth.Open(alert with { AlertId = "other" }, null).CorrelationId);
    }

    [Fact]
    public void Next_report_names_the_former_one()
    {
        var former = Some.Report();
        var next = ReportGrowth.Open(Some.Alert(), former);

        next.Sequence.Should().Be(2);
        next.PreviousReportId.Should().Be(former.CorrelationId);
    }

    [Fact]
    public void Window_slides_with_each_alert_until_its_longest()
    {
        var report = Some.Report(Options, Some.Alert(Some.Noon), Some.Alert(Some.Noon.AddHours(20)));
        report.WindowEndsAt.Should().Be(Some.Noon.AddHours(44));

        for (var day = 1; day <= 6; day++) ReportGrowth.Join(report, Some.Alert(Some.Noon.AddDays(day).AddHours(12)), Options);
        report.WindowEndsAt.Should().Be(Some.Noon.AddDays(7));
    }

    [Fact]
    public void Same_attribute_under_another_key_and_time_is_one_attribute_with_both_keys()
    {
        var report = Some.Report(
            Options, Some.Alert(attributes: [Some.Address(key: "b"), Some.Address(key: "a")]), Some.Alert(attributes: [Some.Address(key: "a")]));

        report.Content.Attributes.Should().ContainSingle().Which.Keys.Should().Equal("a", "b");
    }

    [Fact]
    public void Same_value_in_another_context_is_another_attribute() =>
        Some.Report(Options, Some.Alert(attributes: [Some.Address(), Some.Address(context: "local")])).Content.Attributes.Should().HaveCount(2);

    [Fact]
    public void Attributes_over_the_limit_are_left_out_and_counted()
    {
        var options = new ReportsOptions { MaxAttributes = 2 };
        var report = Some.Report(options, Some.Alert(attributes: [Some.Address("a"), Some.Address("b"), Some.Address("c"), Some.Address("d")]));

        report.Content.Attributes.Should().HaveCount(2);
        report.Content.OmittedAttributes.Should().Be(2);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    [InlineData(20, false)]
    [InlineData(100, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_010, false)]
    public void Power_of_ten_is_news(long count, bool news) => ReportGrowth.PassesPowerOfTen(count).Should().Be(news);

    [Fact]
    public void Repeat_is_no_news_and_a_new_attribute_is()
    {
        var report = Some.Report();
        var before = report.SignificantVersion;

        ReportGrowth.Join(report, Some.Alert(), Options);
        report.SignificantVersion.Should().Be(before);

        ReportGrowth.Join(report, Some.Alert(attributes: [Some.Address("203.0.114.5")]), Options);
        report.SignificantVersion.Should().BeGreaterThan(before);
    }

    [Fact]
    public void Million_repeats_do_not_make_the_report_grow()
    {
        var report = Some.Report();
        for (var repeat = 0; repeat < 10_000; repeat++) ReportGrowth.Join(report, Some.Alert(), Options);
        var size = AlertResponder.Reviewer.Reports.DocumentJson.SizeOf(report.Content);
        for (var repeat = 0; repeat < 89_998; repeat++) ReportGrowth.Join(report, Some.Alert(), Options);

        report.AlertCount.Should().Be(99_999);
        AlertResponder.Reviewer.Reports.DocumentJson.SizeOf(report.Content).Should().Be(size);
    }

    [Fact]
    public void Times_are_the_alerts_own_where_they_have_some()
    {
        var alert = Some.Alert();
        var report = Some.Report(Options, alert with { Alert = alert.Alert with { FirstSeen = Some.Noon.AddDays(-2), LastSeen = Some.Noon.AddDays(-1) } });

        (report.FirstSeen, report.LastSeen).Should().Be((Some.Noon.AddDays(-2), Some.Noon.AddDays(-1)));
    }
}
