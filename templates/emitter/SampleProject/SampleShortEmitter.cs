using AlertResponder.Emission;
using AlertResponder.Emission.Rendering;

namespace SampleNamespace;

/// <summary>
/// Puts a document for each report and one for each verdict at an address. PUT is taken twice as once, so the steps are keyed: they may be made again
/// when nobody knows what became of them. Where that is not so, see <see cref="EmitStep.Findable"/> and <see cref="EmitStep.Blind"/>.
/// </summary>
internal sealed class SampleShortEmitter(SampleShortClient client) : IEmitter<SampleShortState>
{
    public EmitStep<SampleShortState>? Next(EmittedReport report, SampleShortState state)
    {
        var id = report.Report.ReportId;
        if (!state.IsOpened)
            return EmitStep.Keyed<SampleShortState>("Open", async () =>
            {
                await client.PutAsync($"{id}/opened", new { title = new Untrusted(report.Report.Title).Title() });
                return change => change.IsOpened = true;
            });

        var (number, verdict) = (report.VerdictNumber, report.Verdict);
        return verdict is null || number <= state.Verdict ? null : EmitStep.Keyed<SampleShortState>("Judge", async () =>
        {
            await client.PutAsync($"{id}/verdict-{number}", new { severity = $"{verdict.Severity}", reason = new Untrusted(verdict.Reason).Title() });
            return change => change.Verdict = number;
        });
    }
}
