using AlertResponder.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emission.Tests.Hosting;

/// <summary>Reads an emitter's settings as its host does.</summary>
internal static class EmitterSettings
{
    /// <exception cref="OptionsValidationException">Some are wrong.</exception>
    public static T Read<T>(string section, Func<T, IEnumerable<string>> validate, IEnumerable<(string Key, string Value)> settings)
        where T : class
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"{section}:{setting.Key}", setting.Value))).Build();
        var services = new ServiceCollection();
        services.AddSettings(configuration, section, validate);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<T>>().Value;
    }

    /// <summary>What is wrong with them.</summary>
    public static IReadOnlyList<string> Errors(Action read)
    {
        try
        {
            read();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
    }
}
