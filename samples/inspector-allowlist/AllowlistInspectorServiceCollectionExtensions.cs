using AlertResponder.Inspection;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Inspector.Allowlist;

/// <summary>The inspector that knows an organization's own allowlist.</summary>
public static class AllowlistInspectorServiceCollectionExtensions
{
    /// <summary>Adds the inspector <c>allowlist</c>.</summary>
    /// <param name="bus">The host's bus.</param>
    /// <param name="configuration">Where the setting <c>Allowlist__File</c> is.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator AddAllowlistInspector(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        bus.AddSingleton(Allowlist.Read(configuration["Allowlist:File"]));
        return bus.AddInspector<AllowlistInspector>(AllowlistInspector.Name, "ipaddr", "domain");
    }
}
