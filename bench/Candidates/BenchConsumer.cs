using MassTransit;

namespace AlertResponder.Bench.Candidates;

internal sealed class BenchConsumer(Arrivals arrivals) : IConsumer<BenchMessage>
{
    public Task Consume(ConsumeContext<BenchMessage> context)
    {
        arrivals.Note(context.Message.Number - BenchMessage.FirstNumber);
        return Task.CompletedTask;
    }
}
