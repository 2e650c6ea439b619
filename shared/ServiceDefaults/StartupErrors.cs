using MassTransit;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace AlertResponder.ServiceDefaults;

/// <summary>Shows what is wrong in plain words instead of a stack trace.</summary>
public static class StartupErrors
{
    /// <summary>Runs a command; an error that a person can correct becomes lines on the standard error and exit code 1.</summary>
    /// <param name="run">The command; its result is the exit code.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OptionsValidationException exception)
        {
            return await WriteAsync(exception.Failures);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return await WriteAsync(exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures));
        }
        catch (Exception exception) when (exception is StartupException or ConfigurationException)
        {
            return await WriteAsync([exception.Message]);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return await WriteAsync([$"{exception.Message} Choose another one with --urls."]);
        }
    }

    private static async Task<int> WriteAsync(IEnumerable<string> errors)
    {
        foreach (var error in errors) await Console.Error.WriteLineAsync($"error: {error}");
        return 1;
    }
}
