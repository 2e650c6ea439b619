using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Reviewer.Aggregation;
using AlertResponder.Reviewer.Api;
using AlertResponder.Reviewer.Policy;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Outbound;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer;

/// <summary>The reviewer's one door.</summary>
public static class ReviewerServiceCollectionExtensions
{
    /// <summary>
    /// Adds aggregation, the life of reports, the policy and the store. Settings: sections <c>Reports</c> and <c>Policy</c>, key
    /// <c>Policy</c> (<c>None</c>, <c>Evidence</c>, <c>Http</c>). An <see cref="IReviewPolicy"/> that is registered before is kept.
    /// </summary>
    /// <param name="bus">The bus to add to.</param>
    /// <param name="configuration">The settings.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator AddReviewer(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        bus.AddSettings<ReportsOptions>(configuration, ReportsOptions.Section, options => options.Validate());
        bus.AddPolicy(configuration);

        bus.AddDatabase<ReviewerDbContext, PostgresReviewerDbContext>(configuration, ReviewerDbContext.DatabaseName);
        bus.AddEntityFrameworkOutbox<ReviewerDbContext>(outbox => outbox.UseBusOutbox());

        bus.AddSingleton<ReportRetention>();
        bus.AddHostedService(services => services.GetRequiredService<ReportRetention>());
        bus.AddSingleton<ReportAnnouncements>();
        bus.AddScoped<Aggregator>();
        bus.AddScoped<ReportReader>();
        bus.AddScoped<ReviewRequestHandler>();
        bus.AddReadLimits();
        bus.AddConsumer<AggregateAlertsConsumer, AggregateAlertsConsumerDefinition>();
        bus.AddConsumer<AggregateSingleAlertConsumer, AggregateSingleAlertConsumerDefinition>();
        bus.AddConsumer<ReviewReportConsumer, ReviewReportConsumerDefinition>();
        bus.AddSagaStateMachine<ReportStateMachine, Report, ReportDefinition>()
            .EntityFrameworkRepository(repository => repository.ExistingDbContext<ReviewerDbContext>());
        bus.WaitBeforeReceiving(services => services.GetRequiredService<DatabaseGate>().WaitOpenAsync);
        return bus;
    }

    private static void AddPolicy(this IServiceCollection services, IConfiguration configuration)
    {
        var kind = PolicyOptions.KindOf(configuration) ?? PolicyKind.None;
        services.AddSettings<PolicyOptions>(configuration, PolicyOptions.Section, options => options.Validate(configuration));
        switch (kind)
        {
            case PolicyKind.Evidence:
                services.TryAddSingleton<IReviewPolicy, EvidencePolicy>();
                break;
            case PolicyKind.Http:
                services.AddGuardedHttpClient<HttpPolicy>(provider =>
                    (new Uri(provider.GetRequiredService<IOptions<PolicyOptions>>().Value.Url!), HttpPolicy.Limits));
                services.TryAddTransient<IReviewPolicy>(provider => provider.GetRequiredService<HttpPolicy>());
                break;
            default:
                services.TryAddSingleton<IReviewPolicy, NoPolicy>();
                break;
        }
    }
}
