using AlertResponder.Emission;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Outbound;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SampleNamespace;

/// <summary>Registration of the emitter, for its host and its tests.</summary>
internal static class SampleShortEmitterExtensions
{
    /// <summary>Adds the emitter <c>sample-kebab</c>: its queue is <c>emitter-sample-kebab</c>, and its ledger is called the same.</summary>
    public static IBusRegistrationConfigurator AddSampleShortEmitter(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddSettings<SampleShortOptions>(configuration, SampleShortOptions.Section, options => options.Validate());
        bus.AddGuardedHttpClient<SampleShortClient>(services =>
            (Options(services).Address, new OutboundLimits { MaxAnswerBytes = 0, Timeout = Options(services).Timeout.Value }));
        return bus.AddEmitter<SampleShortEmitter, SampleShortState>("sample-kebab", configuration, Options);
    }

    private static SampleShortOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<SampleShortOptions>>().Value;
}
