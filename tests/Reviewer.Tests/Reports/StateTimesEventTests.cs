using AlertResponder.Contracts;
using AlertResponder.Reviewer.Aggregation;
using AlertResponder.Reviewer.Policy;
using AlertResponder.Reviewer.Reports;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Reviewer.Tests.Reports;

/// <summary>Plays every state with every event, on the real store; what is expected stands in docs/pipeline.md.</summary>
public sealed class StateTimesEventTests
{
    private static readonly ReportsOptions Options = new() { ReviewGrace = TimeSpan.FromMinutes(1) };

    private static readonly Guid Token = Guid.NewGuid();

    private static readonly Dictionary<string, Func<Report, object>> Events = new()
    {
        ["Grew"] = report => new ReportGrew(report.CorrelationId),
        ["Answered"] = report => Some.Answer(new Investigation(Options).AskAgain(report, Some.Noon.AddDays(1)).Single()),
        ["Judged"] = report => new VerdictReached
        {
            ReportId = report.CorrelationId,
            AlertId = report.AlertId,
            ReviewNumber = report.ReviewNumber,
            BasedOnVersion = report.DocumentVersion,
            Verdict = Some.Verdict(),
        },
        ["ReviewRequestedByPerson"] = report => new ReviewAsked(report.CorrelationId, "alice"),
        ["VerdictSetByPerson"] = report => new VerdictSet(report.CorrelationId, Some.Verdict(Severity.Safe, "person")),
        ["InspectionTimer"] = report => new InspectionDue(report.CorrelationId),
        ["InspectionOverdueTimer"] = report => new InspectionOverdue(report.CorrelationId),
        ["ReviewTimer"] = report => new ReviewDue(report.CorrelationId),
        ["PolicyOverdueTimer"] = report => new PolicyOverdue(report.CorrelationId),
        ["ReReviewTimer"] = report => new ReReviewDue(report.CorrelationId),
        ["UpdateTimer"] = report => new UpdateDue(report.CorrelationId),
        ["WindowTimer"] = report => new WindowEnded(report.CorrelationId),
    };

    [Fact]
    public async Task Every_event_is_taken_in_every_state_and_ends_where_the_docs_say()
    {
        var (states, table) = ReadTable();
        table.Keys.Should().BeEquivalentTo(Events.Keys);
        var policy = new Gated();
        await using var reviewer = await ReviewerHost.StartAsync(
            // No timer fires by itself: each pair is one event.
            bus => bus.AddSingleton<IReviewPolicy>(policy), "Reports__InspectionDelay=8.00:00:00", "Reports__ReviewDelay=9.00:00:00");
        var outcomes = new Outcomes();
        using var observing = reviewer.Bus.ConnectConsumeObserver(outcomes);

        var plays = new List<(string Event, string State, Guid ReportId, Guid MessageId)>();
        foreach (var name in Events.Keys)
            foreach (var state in states)
                foreach (var (windowOver, graceOver, changed) in new[] { (false, false, true), (true, true, false) })
                {
                    var report = ReportIn(state, $"{name}-{state}-{windowOver}", windowOver, graceOver, changed);
                    var message = Events[name](Copy(report));
                    await reviewer.WithStoreAsync(db =>
                    {
                        db.Reports.Add(report);
                        return db.SaveChangesAsync();
                    });
                    var messageId = Guid.NewGuid();
                    plays.Add((name, state, report.CorrelationId, messageId));
                    await reviewer.SendAsync(message, messageId, send => send.Headers.Set(MessageHeaders.SchedulingTokenId, Token.ToString()));
                }

        await Patiently.UntilAsync(() => plays.TrueForAll(play => outcomes.Of.ContainsKey(play.MessageId)), "every event is taken");
        var seen = new Dictionary<(string, string), HashSet<string>>();
        foreach (var play in plays)
        {
            outcomes.Of[play.MessageId].Should().BeNull($"{play.Event} in {play.State} must not throw");
            var after = (await reviewer.ReadAsync(play.ReportId))!.CurrentState;
            if (!seen.TryGetValue((play.Event, play.State), out var ends)) seen.Add((play.Event, play.State), ends = []);
            ends.Add(after);
        }

        policy.Open();
        foreach (var ((name, state), ends) in seen)
            ends.Should().BeEquivalentTo(table[name][states.IndexOf(state)], $"docs/pipeline.md says so of {name} in {state}");
    }

    private static Report ReportIn(string state, string alertId, bool windowOver, bool graceOver, bool changed)
    {
        var report = ReportGrowth.Open(Some.Alert(alertId: alertId), previous: null);
        ReportGrowth.Join(report, Some.Alert(windowOver ? Some.Noon.AddHours(-25) : Some.Noon, alertId), Options);
        if (state != "Opened") new Investigation(Options).RequestNew(report, Some.Noon.AddMinutes(-1));
        if (state == "Inspecting" && graceOver) report.ReviewGraceEndsAt = Some.Noon.AddMinutes(-1);
        if (state == "Reviewing") report.ReviewNumber = 1;
        if (state == "Closed") report.ClosedAt = Some.Noon;
        if (!changed) report.ReviewedVersion = report.DocumentVersion;
        // Every timer is armed: a stale one would be dropped.
        report.InspectionDueToken = report.InspectionOverdueToken = report.ReviewDueToken = report.PolicyOverdueToken = Token;
        report.ReReviewDueToken = report.UpdateDueToken = report.WindowEndedToken = Token;
        report.CurrentState = state;
        return report;
    }

    /// <summary>The same report once more: making a message must not change the one that is stored.</summary>
    private static Report Copy(Report report)
    {
        var copy = Some.Report(Options, Some.Alert(alertId: report.AlertId));
        new Investigation(Options).RequestNew(copy, DateTimeOffset.MinValue);
        (copy.CorrelationId, copy.ReviewNumber, copy.DocumentVersion) = (report.CorrelationId, report.ReviewNumber, report.DocumentVersion);
        return copy;
    }

    private static (List<string> States, Dictionary<string, string[][]> Table) ReadTable()
    {
        var rows = File.ReadLines(Repository.File("docs/pipeline.md"))
            .SkipWhile(line => !line.StartsWith("| event |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToList();
        return ([.. rows[0].Skip(1)], rows.Skip(2).ToDictionary(
            row => row[0].Split('`')[1],
            row => row.Skip(1).Select(cell => cell.Split(" or ")).ToArray()));
    }

    private sealed class Gated : IReviewPolicy
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _gate.SetResult();

        public async ValueTask<Verdict> ReviewAsync(ReportDocument report, CancellationToken cancellationToken)
        {
            await _gate.Task;
            return Some.Verdict();
        }
    }
}
