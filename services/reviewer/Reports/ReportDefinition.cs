using AlertResponder.Contracts;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Redelivery;
using AlertResponder.Reviewer.Storage;
using MassTransit;

namespace AlertResponder.Reviewer.Reports;

/// <summary>How the queue of report events is worked off: each event, its inbox entry and what it sends in one transaction.</summary>
internal sealed class ReportDefinition : SagaDefinition<Report>
{
    // What is sent to the queue, and has no topic. MassTransit reads the attribute of what a consumer takes, and not of what a saga takes.
    private static readonly Type[] SentTypes =
        [
            .. typeof(ReportDefinition).Assembly.GetTypes().Where(type => type.IsDefined(typeof(ConfigureConsumeTopologyAttribute), inherit: false)),
            typeof(ReportEmitted),
        ];

    public ReportDefinition()
    {
        EndpointName = ReviewerQueues.Reports;
        // More in parallel was measured to be slower: the work is CPU, the rest is one writer's turn.
        ConcurrentMessageLimit = 8;
    }

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Report> sagaConfigurator, IRegistrationContext context)
    {
        foreach (var type in SentTypes) endpointConfigurator.ConfigureMessageTopology(type, enabled: false);
        endpointConfigurator.UseRedelivery(context);
        endpointConfigurator.UseEntityFrameworkOutbox<ReviewerDbContext>(context);
    }
}
