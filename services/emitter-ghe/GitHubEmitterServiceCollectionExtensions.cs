using AlertResponder.Emission;
using AlertResponder.Emitter.GitHub.Emission;
using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub;

/// <summary>Registration of the emitter that writes reports as issues at GitHub or GitHub Enterprise Server.</summary>
public static class GitHubEmitterServiceCollectionExtensions
{
    /// <summary>
    /// Adds the emitter <c>ghe</c>. Without <c>GitHub__Token</c> or <c>GitHub__Repository</c> it says so at the start and does nothing.
    /// </summary>
    /// <param name="bus">The bus to consume from.</param>
    /// <param name="configuration">Settings; section <c>GitHub</c>, and the store's.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator AddGitHubEmitter(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        if (GitHubOptions.Missing(configuration) is { Count: > 0 } missing)
        {
            bus.AddStartNotice<GitHubEmitter>((logger, _) => Log.NotConfigured(logger, string.Join(" and ", missing)));
            return bus;
        }

        bus.AddSettings<GitHubOptions>(configuration, GitHubOptions.Section, options => options.Validate());
        bus.AddSingleton<GitHubGateway>();
        bus.AddSingleton<RepositoryGuard>();
        bus.AddSingleton<GitHubSteps>();
        bus.AddEmitter<GitHubEmitter, GitHubState>("ghe", configuration, services => services.GetRequiredService<IOptions<GitHubOptions>>().Value);
        bus.AddStartNotice<GitHubEmitter>((logger, services) =>
            Log.Started(logger, services.GetRequiredService<IOptions<GitHubOptions>>().Value.Repository!, services.GetRequiredService<IOptions<GitHubOptions>>().Value.BaseUrl));
        return bus;
    }
}
