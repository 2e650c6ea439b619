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
    public Task Consume(ConsumeContext<ReportOpened> context) => RecordAsync(context);

    public Task Consume(ConsumeContext<ReportUpdated> context) => RecordAsync(context);

    public Task Consume(ConsumeContext<AlertReviewed> context) => RecordAsync(context);

    private async Task RecordAsync(ConsumeContext<IReportEvent> context)
    {
        if (await ledger.TakeInAsync(context.Message, context.CancellationToken)) ledger.News.Wake();
    }
}
