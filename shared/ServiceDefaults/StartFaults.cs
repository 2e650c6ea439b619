using MassTransit;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace AlertResponder.ServiceDefaults;

/// <summary>Tells a person what is wrong instead of showing a stack trace.</summary>
public static class StartFaults
{
    /// <summary>Runs a command; a fault that a person can mend becomes lines on the standard error and exit code 1.</summary>
    /// <param name="run">The command; its result is the exit code.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> ToldAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OptionsValidationException exception)
        {
            return await TellAsync(exception.Failures);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return await TellAsync(exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures));
        }
        catch (Exception exception) when (exception is StartFaultException or ConfigurationException)
        {
            return await TellAsync([exception.Message]);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return await TellAsync([$"{exception.Message} Choose another one with --urls."]);
        }
    }

    private static async Task<int> TellAsync(IEnumerable<string> faults)
    {
        foreach (var fault in faults) await Console.Error.WriteLineAsync($"error: {fault}");
        return 1;
    }
}
