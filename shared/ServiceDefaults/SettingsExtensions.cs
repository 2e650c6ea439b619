using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.ServiceDefaults;

/// <summary>Reads settings and checks them at start, reporting all errors at once.</summary>
public static class SettingsExtensions
{
    /// <summary>
    /// Binds options to a section, value by value: where the framework's binder stops at the first value that it cannot convert, an
    /// operator wants to see them all. A list of texts may be written as <see cref="GetList"/> reads it. The host refuses to start while there is
    /// an error.
    /// </summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="validate">Names each further error for a person: the setting as it is written, its value, what is allowed.</param>
    /// <returns>The options' builder.</returns>
    public static OptionsBuilder<T> AddSettings<T>(
        this IServiceCollection services, IConfiguration configuration, string section, Func<T, IEnumerable<string>> validate)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(configuration);

        return services.AddOptions<T>()
            .Configure(options => Read(configuration.GetSection(section), options, typeof(T)))
            .ValidateOnStart(options => Read(configuration.GetSection(section), options: null, typeof(T)).Concat(validate(options)));
    }

    /// <summary>Refuses to start while the options have errors.</summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="builder">The options' builder.</param>
    /// <param name="validate">Names each error for a person: the setting as it is written, its value, what is allowed.</param>
    /// <returns>The same builder.</returns>
    public static OptionsBuilder<T> ValidateOnStart<T>(this OptionsBuilder<T> builder, Func<T, IEnumerable<string>> validate)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddSingleton<IValidateOptions<T>>(new Validator<T>(validate));
        return builder.ValidateOnStart();
    }

    /// <summary>Reads a list that is written as <c>Key__0</c>, <c>Key__1</c> or as one text with commas.</summary>
    /// <param name="section">The list's section.</param>
    /// <returns>What it holds, each once; null when it is not set.</returns>
    public static string[]? GetList(this IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);

        if (!section.Exists()) return null;
        return
        [
            .. section.GetChildren().Select(child => child.Value).Prepend(section.Value).OfType<string>()
                .SelectMany(text => text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(),
        ];
    }

    /// <summary>Sets what can be converted, and lists what cannot.</summary>
    private static List<string> Read(IConfigurationSection section, object? options, Type type)
    {
        var errors = new List<string>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var setting = section.GetSection(property.Name);
            if (!setting.Exists()) continue;
            try
            {
                if (property.CanWrite)
                {
                    var value = property.PropertyType == typeof(IReadOnlyList<string>) ? setting.GetList() : setting.Get(property.PropertyType);
                    if (options is not null) property.SetValue(options, value);
                }
                else if (options is not null)
                {
                    setting.Bind(property.GetValue(options));
                }
            }
            catch (InvalidOperationException exception)
            {
                errors.Add($"{section.Path.Replace(":", "__", StringComparison.Ordinal)}__{property.Name} is '{setting.Value}': {Allowed(property.PropertyType, exception)}");
            }
        }

        return errors;
    }

    private static string Allowed(Type type, InvalidOperationException exception) =>
        type == typeof(bool) ? "true and false are allowed"
        : type == typeof(int) ? "a whole number is allowed"
        : exception.InnerException?.Message ?? exception.Message;

    private sealed class Validator<T>(Func<T, IEnumerable<string>> validate) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            validate(options).ToList() is { Count: > 0 } found ? ValidateOptionsResult.Fail(found) : ValidateOptionsResult.Success;
    }
}
