using AlertResponder.Contracts;
using AlertResponder.Emission.Storage;
using MassTransit;

namespace AlertResponder.Emission;

/// <summary>
/// Writes down what the target should show, and wakes the worker. The three events are one to it: each is a whole snapshot, any may come
/// first, and the counters in them tell news from repeats, so that no inbox is needed.
/// </summary>
internal sealed class RecordReportConsumer<TEmitter>(Ledger<TEmitter> ledger) :
    IConsumer<ReportOpened>, IConsumer<ReportUpdated>, IConsumer<AlertReviewed>
{
    public Task Consume(ConsumeContext<ReportOpened> context) =>
        RecordAsync(context.Message.DocumentVersion, context.Message.VerdictNumber, context.Message.Report, context.CancellationToken);

    public Task Consume(ConsumeContext<ReportUpdated> context) =>
        RecordAsync(context.Message.DocumentVersion, context.Message.VerdictNumber, context.Message.Report, context.CancellationToken);

    public Task Consume(ConsumeContext<AlertReviewed> context) =>
        RecordAsync(context.Message.DocumentVersion, context.Message.VerdictNumber, context.Message.Report, context.CancellationToken);

    private async Task RecordAsync(int documentVersion, int verdictNumber, ReportDocument report, CancellationToken cancellationToken)
    {
        if (await ledger.TakeInAsync(documentVersion, verdictNumber, report, cancellationToken)) ledger.News.Wake();
    }
}
