using AlertResponder.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace AlertResponder.Standalone.Commands;

/// <summary>Tells a person what is wrong instead of showing a stack trace.</summary>
internal static class StartFaults
{
    /// <summary>Runs a command; a fault that a person can mend becomes lines on the standard error and exit code 1.</summary>
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
        catch (Exception exception) when (exception is StartFaultException or NotLocalException)
        {
            return await TellAsync([exception.Message]);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
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

/// <summary>Something that a person has to mend before the program can run.</summary>
internal sealed class StartFaultException(string message) : Exception(message);
