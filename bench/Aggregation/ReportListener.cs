using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Bench.Aggregation;

/// <summary>Takes the place of the emitter.</summary>
internal sealed class ReportListener(LastReport last) : IConsumer<ReportOpened>, IConsumer<ReportUpdated>
{
    public Task Consume(ConsumeContext<ReportOpened> context) => Note(context, context.Message.Report);

    public Task Consume(ConsumeContext<ReportUpdated> context) => Note(context, context.Message.Report);

    private Task Note(ConsumeContext context, ReportDocument report)
    {
        last.Note(new(report.AlertCount, context.ReceiveContext.Body.GetBytes().Length));
        return Task.CompletedTask;
    }
}
