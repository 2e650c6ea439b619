using AlertResponder.Emission;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.Webhook;

/// <summary>Registration of the emitter that sends signed webhooks.</summary>
public static class WebhookEmitterServiceCollectionExtensions
{
    /// <summary>Adds the emitter <c>webhook</c> with the targets that are set. Without any it says so at the start and does nothing.</summary>
    /// <param name="bus">The bus to consume from.</param>
    /// <param name="configuration">Settings; section <c>Webhook</c>, <c>Reports__PublicUrl</c>, and the store's.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator AddWebhookEmitter(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        bus.AddSingleton<SwitchedOffTargets>();
        bus.AddHealthChecks().AddCheck<SwitchedOffTargets>("webhook", tags: ["stall"]);
        // With neither it is off, whatever else is set: compose.live.yml gives both as empty where .env has none.
        string[] names = [.. configuration.GetSection(WebhookOptions.Section).GetChildren()
            .Where(target => !string.IsNullOrWhiteSpace(target[nameof(WebhookOptions.Url)]) || !string.IsNullOrWhiteSpace(target[nameof(WebhookOptions.Secret)]))
            .Select(target => target.Key)];
        if (names.Length == 0) bus.AddStartNotice<WebhookClient>((logger, _) => Log.NotConfigured(logger));
        bus.AddTargets<FirstTarget>(configuration, names);
        return bus;
    }

    // Services are distinguished by their types, so each target is an emitter of a type of its own.
    private static void AddTargets<TNumber>(this IBusRegistrationConfigurator bus, IConfiguration configuration, ReadOnlySpan<string> names)
    {
        if (names is not [var key, .. var others]) return;
        var name = key.ToLowerInvariant();
        bus.AddEmitterSettings<WebhookOptions<TNumber>>(configuration, $"{WebhookOptions.Section}:{key}", options => options.Validate())
            .Configure(options => options.Name = name);
        bus.AddEmitter<WebhookEmitter<TNumber>, WebhookState>(
            "webhook", configuration, services => services.GetRequiredService<IOptions<WebhookOptions<TNumber>>>().Value, name);
        bus.AddStartNotice<WebhookClient>((logger, services) =>
        {
            var target = services.GetRequiredService<IOptions<WebhookOptions<TNumber>>>().Value;
            Log.Started(logger, name, target.Address.Authority, string.Join(", ", target.Events));
        });
        bus.AddTargets<TargetAfter<TNumber>>(configuration, others);
    }
}

/// <summary>The type of the first target of a host.</summary>
internal sealed class FirstTarget;

/// <summary>The type of the one after another.</summary>
/// <typeparam name="TNumber">The other.</typeparam>
internal sealed class TargetAfter<TNumber>;
