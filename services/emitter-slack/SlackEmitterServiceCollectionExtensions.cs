using AlertResponder.Emission;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Outbound;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.Slack;

/// <summary>Registration of the emitter that posts reports to Slack.</summary>
public static class SlackEmitterServiceCollectionExtensions
{
    /// <summary>Adds the emitter <c>slack</c>. Without <c>Slack__Token</c> and <c>Slack__Channel</c> it says so at the start and does nothing.</summary>
    /// <param name="bus">The bus to consume from.</param>
    /// <param name="configuration">Settings; section <c>Slack</c>, <c>Reports__PublicUrl</c>, and the store's.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator AddSlackEmitter(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        if (SlackOptions.Missing(configuration) is { Count: > 0 } missing)
        {
            bus.AddStartNotice<SlackEmitter>((logger, _) => Log.NotConfigured(logger, string.Join(" and ", missing)));
            return bus;
        }

        bus.AddEmitterSettings<SlackOptions>(configuration, SlackOptions.Section, options => options.Validate());
        bus.AddGuardedHttpClient<SlackClient>(services =>
            (Options(services).BaseUrl, new OutboundLimits { MaxAnswerBytes = SlackClient.MaxAnswerBytes, Timeout = Options(services).Timeout.Value }));
        bus.AddSingleton<SlackWorkspace>();
        return bus.AddEmitter<SlackEmitter, SlackState>("slack", configuration, Options);
    }

    private static SlackOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<SlackOptions>>().Value;
}
