using AlertResponder.ServiceDefaults.Access;

namespace AlertResponder.ServiceDefaults;

/// <summary><c>--health</c>: asks the service of the same container whether it is ready. Its image needs no other program for that.</summary>
public static class HealthProbe
{
    /// <summary>The argument.</summary>
    public const string Argument = "--health";

    /// <summary>The addresses of the service as its environment sets them; null where it does not.</summary>
    public static string? EnvironmentUrls => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } urls ? urls : null;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Asks <c>/health/ready</c>.</summary>
    /// <param name="urls">What the service listens on, as <c>--urls</c> or <c>ASPNETCORE_URLS</c> has it; the first of several is asked.</param>
    /// <returns>The exit code: 0 when it is ready, else 1, with the reason on the standard error.</returns>
    public static async Task<int> RunAsync(string urls)
    {
        ArgumentNullException.ThrowIfNull(urls);

        try
        {
            if (ListenAddresses.Parse(urls.Split(';')[0].Trim()) is not { } address) throw new StartupException($"'{urls}' is not an address to ask");
            // A service that listens on all addresses is asked at the loopback address.
            var target = new UriBuilder(address) { Path = ServiceDefaultsExtensions.ReadyPath };
            if (target.Host is "0.0.0.0" or "[::]") target.Host = "127.0.0.1";
            using var http = new HttpClient { Timeout = AnswerTimeout };
            using var answer = await http.GetAsync(target.Uri);
            if (answer.IsSuccessStatusCode) return 0;
            throw new StartupException($"{target.Uri} answers {(int)answer.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or StartupException)
        {
            await Console.Error.WriteLineAsync($"not ready: {exception.Message}");
            return 1;
        }
    }
}
