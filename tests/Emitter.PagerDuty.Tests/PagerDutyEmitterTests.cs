using AlertResponder.Contracts;
using AlertResponder.Emission;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.PagerDuty.Tests;

public sealed class PagerDutyEmitterTests
{
    /// <param name="verdicts">The verdicts by number: safe, unclassified, urgent, one that is not known; - for one that was not heard of.</param>
    /// <param name="state">What was applied: the alarm's severity and its verdict; <c>begun</c> for a trigger of unknown outcome.</param>
    /// <param name="step">What is to be done; null for nothing.</param>
    [Theory]
    [InlineData("", "", null)]
    [InlineData("s", "", null)]
    [InlineData("n", "", null)]
    [InlineData("?", "", null)]
    [InlineData("u", "", "Trigger")]
    [InlineData("nu", "", "Trigger")]
    [InlineData("su", "", "Trigger")]
    [InlineData("us", "", null)] // overtaken before it could be sent
    [InlineData("u", "critical 1", null)]
    [InlineData("uu", "critical 1", null)]
    [InlineData("u-u", "critical 1", null)]
    [InlineData("usu", "critical 1", "Trigger")] // the safe one was overtaken, and yet it is a new urgent one
    [InlineData("unu", "critical 1", "Trigger")]
    [InlineData("unu", "critical 3", null)]
    [InlineData("un", "critical 1", null)]
    [InlineData("us", "critical 1", "Resolve")]
    [InlineData("uns", "critical 1", "Resolve")]
    [InlineData("us", "resolved 1", null)]
    [InlineData("uss", "resolved 1", null)]
    [InlineData("usn", "resolved 1", null)]
    [InlineData("usu", "resolved 1", "Trigger")]
    [InlineData("u", "begun", "Trigger")]
    [InlineData("un", "begun", null)]
    [InlineData("us", "begun", "Resolve")]
    public void Only_a_change_of_the_verdict_sends_an_event(string verdicts, string state, string? step) => (Next(verdicts, state)?.Name).Should().Be(step);

    [Theory]
    [InlineData("n", "", "Trigger")]
    [InlineData("?", "", "Trigger")]
    [InlineData("nn", "warning 1", null)]
    [InlineData("nu", "warning 1", "Trigger")]
    [InlineData("nun", "critical 2", null)]
    [InlineData("ns", "warning 1", "Resolve")]
    [InlineData("nsn", "resolved 1", "Trigger")]
    [InlineData("nsn", "warning 1", null)]
    [InlineData("s", "", null)]
    public void An_unclassified_report_is_a_warning_where_that_is_set(string verdicts, string state, string? step) =>
        (Next(verdicts, state, warnUnclassified: true)?.Name).Should().Be(step);

    [Fact]
    public void Closing_resolves_nothing_that_is_still_urgent()
    {
        var report = Report("u");
        Next(report with { Report = report.Report with { Status = ReportStatus.Closed } }, "critical 1").Should().BeNull();
    }

    [Fact]
    public void Closing_after_safe_resolves()
    {
        var report = Report("us");
        Next(report with { Report = report.Report with { Status = ReportStatus.Closed } }, "critical 1")!.Name.Should().Be("Resolve");
    }

    private static EmitStep<PagerDutyState>? Next(string verdicts, string state, bool warnUnclassified = false) =>
        Next(Report(verdicts), state, warnUnclassified);

    private static EmitStep<PagerDutyState>? Next(EmittedReport report, string state, bool warnUnclassified = false)
    {
        var options = Options.Create(new PagerDutyOptions { WarnUnclassified = warnUnclassified });
        using var http = new HttpClient();
        var client = new PagerDutyClient(http, options, TimeProvider.System, NullLogger<PagerDutyEmitter>.Instance);
        return new PagerDutyEmitter(client, options).Next(report, State(state));
    }

    private static PagerDutyState State(string state) => state.Split(' ') switch
    {
        ["begun"] => new PagerDutyState { MayBeOpen = true },
        ["resolved", var verdict] => new PagerDutyState { Verdict = verdict[0] - '0' },
        [var severity, var verdict] => new PagerDutyState { Severity = severity, Verdict = verdict[0] - '0', MayBeOpen = true },
        _ => new PagerDutyState(),
    };

    private static EmittedReport Report(string verdicts)
    {
        var heard = verdicts.Select((letter, index) => (Number: index + 1, letter)).Where(one => one.letter != '-').ToDictionary(
            one => one.Number,
            one => Reports.VerdictOf(one.letter switch { 's' => Severity.Safe, 'n' => Severity.Unclassified, 'u' => Severity.Urgent, _ => Severity.Other }));
        return new EmittedReport { Report = Reports.Report(Guid.NewGuid()), DocumentVersion = 1, Verdicts = heard };
    }
}
