using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.ServiceDefaults;

/// <summary>Checks settings at start and tells all faults at once.</summary>
public static class OptionsFaults
{
    /// <summary>Refuses to start while the options have faults.</summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="builder">The options' builder.</param>
    /// <param name="faults">Names each fault for a person: the setting as it is written, its value, what is allowed.</param>
    /// <returns>The same builder.</returns>
    public static OptionsBuilder<T> RefuseFaults<T>(this OptionsBuilder<T> builder, Func<T, IEnumerable<string>> faults)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddSingleton<IValidateOptions<T>>(new Validator<T>(faults));
        return builder.ValidateOnStart();
    }

    private sealed class Validator<T>(Func<T, IEnumerable<string>> faults) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            faults(options).ToList() is { Count: > 0 } found ? ValidateOptionsResult.Fail(found) : ValidateOptionsResult.Success;
    }
}
