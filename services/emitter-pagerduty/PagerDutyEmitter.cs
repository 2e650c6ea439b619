using AlertResponder.Contracts;
using AlertResponder.Emission;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.PagerDuty;

/// <summary>
/// Calls somebody when a report becomes urgent, and says when it has turned out to be safe. Only a change of the verdict makes it send anything:
/// while an alarm is open nothing is repeated, for a person may have resolved it at PagerDuty.
/// </summary>
internal sealed class PagerDutyEmitter(PagerDutyClient client, IOptions<PagerDutyOptions> options) : IEmitter<PagerDutyState>, IEmitTarget
{
    /// <summary>None: after a change of the routing key a report that was sent to the old place may become urgent anew, and is sent to the new one.</summary>
    public string? Key => null;

    public bool IsOpen => true;

    public EmitStep<PagerDutyState>? Next(EmittedReport report, PagerDutyState state)
    {
        if (report.Verdict is not { } verdict) return null;
        if (verdict.Severity == Severity.Safe) return state.MayBeOpen ? Resolve(report) : null;
        var isUrgent = verdict.Severity == Severity.Urgent;
        var isNew = state.Severity is null || (isUrgent && (state.Severity != AlarmEvent.Critical || WasLessInBetween(report, state)));
        if (!isNew || !(isUrgent || options.Value.WarnUnclassified)) return null;
        return Trigger(report, verdict, isUrgent ? AlarmEvent.Critical : AlarmEvent.Warning);
    }

    /// <summary>That PagerDuty has accepted an event is all that is known; where its incident is, is not.</summary>
    public EmitPlace? Locate(PagerDutyState state) =>
        state.Verdict == 0 ? null : new EmitPlace($"PagerDuty, {(state.Severity is { } severity ? $"{severity} alarm" : "resolve")} accepted", Url: null, state.Verdict);

    /// <summary>PagerDuty cannot be asked, only tried: after a pause an event tries again.</summary>
    public Task<string?> RefusalAsync(bool again = false) => Task.FromResult(again ? client.Refusal : null);

    private EmitStep<PagerDutyState> Trigger(EmittedReport report, Verdict verdict, string severity)
    {
        var (alarm, number) = (AlarmEvent.Trigger(report.Report, verdict, severity, options.Value.ReportAddress(report.Report.ReportId)), report.VerdictNumber);
        var step = EmitStep.Keyed<PagerDutyState>(nameof(Trigger), async () =>
        {
            await client.SendAsync(alarm);
            return state => (state.MayBeOpen, state.Severity, state.Verdict) = (true, severity, number);
        });
        return step with { Intent = state => state.MayBeOpen = true };
    }

    private EmitStep<PagerDutyState> Resolve(EmittedReport report) => EmitStep.Keyed<PagerDutyState>(nameof(Resolve), async () =>
    {
        await client.SendAsync(AlarmEvent.Resolve(report.Report));
        return state => (state.MayBeOpen, state.Severity, state.Verdict) = (false, null, report.VerdictNumber);
    });

    /// <summary>Whether the report was not urgent after the alarm, though that was overtaken: then urgent is a change again.</summary>
    private static bool WasLessInBetween(EmittedReport report, PagerDutyState state) =>
        report.Verdicts.Any(other => other.Key > state.Verdict && other.Key < report.VerdictNumber && other.Value.Severity != Severity.Urgent);
}
