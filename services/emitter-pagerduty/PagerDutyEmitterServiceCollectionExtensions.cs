using AlertResponder.Emission;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Outbound;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.PagerDuty;

/// <summary>Registration of the emitter that calls somebody by PagerDuty.</summary>
public static class PagerDutyEmitterServiceCollectionExtensions
{
    /// <summary>Adds the emitter <c>pagerduty</c>. Without <c>PagerDuty__RoutingKey</c> it says so at the start and does nothing.</summary>
    /// <param name="bus">The bus to consume from.</param>
    /// <param name="configuration">Settings; section <c>PagerDuty</c>, <c>Reports__PublicUrl</c>, and the store's.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator AddPagerDutyEmitter(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        if (string.IsNullOrWhiteSpace(configuration[$"{PagerDutyOptions.Section}:{nameof(PagerDutyOptions.RoutingKey)}"]))
        {
            bus.AddStartNotice<PagerDutyEmitter>((logger, _) => Log.NotConfigured(logger));
            return bus;
        }

        bus.AddEmitterSettings<PagerDutyOptions>(configuration, PagerDutyOptions.Section, options => options.Validate());
        bus.AddGuardedHttpClient<PagerDutyClient>(services =>
            (Options(services).Endpoint, new OutboundLimits { MaxAnswerBytes = PagerDutyClient.MaxAnswerBytes, Timeout = Options(services).Timeout.Value }));
        return bus.AddEmitter<PagerDutyEmitter, PagerDutyState>("pagerduty", configuration, Options);
    }

    private static PagerDutyOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<PagerDutyOptions>>().Value;
}
