using AlertResponder.Contracts;
using AlertResponder.Emission;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.Slack.Tests;

/// <summary>What is to be done next, as a table: none of it makes a call.</summary>
public sealed class SlackEmitterTests
{
    private static readonly Guid Id = Guid.NewGuid();

    [Theory]
    [InlineData(null, "Unclassified", null)]
    [InlineData(Severity.Safe, "Unclassified", null)]
    [InlineData(Severity.Unclassified, "Unclassified", "Post")]
    [InlineData(Severity.Urgent, "Unclassified", "Post")]
    [InlineData(Severity.Unclassified, "Urgent", null)]
    [InlineData(Severity.Urgent, "Urgent", "Post")]
    [InlineData(Severity.Safe, "Safe", "Post")]
    [InlineData(null, "Safe", null)]
    public void Report_is_posted_once_its_verdict_is_bad_enough(Severity? severity, string min, string? step) =>
        Step(Report(severity is { } value ? [value] : []), new SlackState(), Enum.Parse<Severity>(min)).Should().Be(step);

    [Fact]
    public void Message_that_is_there_is_brought_up_to_date_first_and_then_replied_to()
    {
        var report = Report(Severity.Unclassified, Severity.Safe);
        var state = Posted(report, verdict: 1);

        Step(report, state).Should().Be("Reply");
        state.Shown = "other";
        Step(report, state).Should().Be("Update");
        Step(report, Posted(report, verdict: 2)).Should().BeNull();
    }

    [Fact]
    public void Update_that_is_refused_holds_up_no_reply()
    {
        var report = Report(Severity.Unclassified, Severity.Safe) with { PassedBy = ["Update"] };

        Step(report, new SlackState { Channel = "C0ALERTS", Ts = "1.1", Opened = 1, Verdict = 1, Shown = "other" }).Should().Be("Reply");
    }

    [Fact]
    public void Each_verdict_that_is_known_has_a_reply_the_oldest_first()
    {
        var report = Report(Severity.Unclassified, Severity.Urgent, Severity.Safe);

        Emitter().Next(report, Posted(report, verdict: 1))!.Key.Should().Be("2");
        Emitter().Next(report, Posted(report, verdict: 2))!.Key.Should().Be("3");
    }

    [Fact]
    public void What_was_begun_is_asked_for_though_a_newer_verdict_wants_another_thing()
    {
        var report = Report(Severity.Urgent, Severity.Unclassified, Severity.Safe);

        Step(report with { Unresolved = new UnresolvedWrite("Post", "") }, new SlackState { Channel = "C0ALERTS", Opened = 1 }).Should().Be("Post");
        var reply = Emitter().Next(report with { Unresolved = new UnresolvedWrite("Reply", "2") }, new SlackState { Channel = "C0ALERTS", Ts = "1.1", Verdict = 1 })!;
        (reply.Name, reply.Key).Should().Be(("Reply", "2"));
    }

    [Fact]
    public void Duplicates_are_deleted_one_by_one()
    {
        var report = Report(Severity.Urgent);
        var state = Posted(report, verdict: 1);
        state.Duplicates = ["1.2"];

        Step(report, state).Should().Be("Delete");
        state.Duplicates = [];
        Step(report, state).Should().BeNull();
    }

    [Fact]
    public void Place_is_the_message()
    {
        Emitter().Locate(new SlackState { Channel = "C0ALERTS", Opened = 1 }).Should().BeNull("nothing is known to be there");
        Emitter().Locate(new SlackState { Channel = "C0ALERTS", Ts = "1.1", Url = "https://t.example/archives/C0ALERTS/p11", Verdict = 2 })
            .Should().Be(new EmitPlace("message in C0ALERTS", "https://t.example/archives/C0ALERTS/p11", 2));
    }

    private static SlackState Posted(EmittedReport report, int verdict) => new()
    {
        Channel = "C0ALERTS",
        Ts = "1.1",
        Opened = 1,
        Verdict = verdict,
        Shown = SlackText.Hash(SlackText.Message(report.Report, report.Verdict!, null, SlackText.MaxCharacters, isRepeat: false)),
    };

    private static EmittedReport Report(params Severity[] verdicts) => new()
    {
        Report = Reports.Report(Id, version: 5, verdicts.Length, verdicts.Length > 0 ? verdicts[^1] : null),
        DocumentVersion = 5,
        Verdicts = verdicts.Select((severity, index) => (Number: index + 1, Verdict: Reports.VerdictOf(severity))).ToDictionary(pair => pair.Number, pair => pair.Verdict),
    };

    private static string? Step(EmittedReport report, SlackState state, Severity min = Severity.Unclassified) => Emitter(min).Next(report, state)?.Name;

    private static SlackEmitter Emitter(Severity min = Severity.Unclassified)
    {
        var options = Options.Create(new SlackOptions { Token = "xoxb-x", Channel = "C0ALERTS", MinSeverity = min });
        var client = new SlackClient(new HttpClient(), options, TimeProvider.System);
        return new SlackEmitter(client, new SlackWorkspace(client, TimeProvider.System, NullLogger<SlackEmitter>.Instance), options, NullLogger<SlackEmitter>.Instance);
    }
}
