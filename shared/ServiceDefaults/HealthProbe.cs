using AlertResponder.ServiceDefaults.Access;

namespace AlertResponder.ServiceDefaults;

/// <summary>
/// <c>--health</c> and <c>--health live</c>: asks the service of the same container whether it is ready, or whether it answers at all. Its image needs no
/// other program for that.
/// </summary>
public static class HealthProbe
{
    /// <summary>The argument; alone it asks whether the service is ready.</summary>
    public const string Argument = "--health";

    /// <summary>What stands behind the argument to ask whether the service answers.</summary>
    public const string Live = "live";

    /// <summary>The addresses of the service as its environment sets them; null where it does not.</summary>
    public static string? EnvironmentUrls => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } urls ? urls : null;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Asks <c>/health/ready</c> or <c>/health/live</c>.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="url">What the service listens on when its environment does not say; the first of several is asked.</param>
    /// <returns>The exit code: 0 when it is as asked, else 1, with the reason on the standard error.</returns>
    /// <exception cref="StartupException">The arguments are others.</exception>
    public static async Task<int> RunAsync(string[] args, string url)
    {
        var (path, state) = args switch
        {
            [Argument] => (ServiceDefaultsExtensions.ReadyPath, "ready"),
            [Argument, Live] => (ServiceDefaultsExtensions.LivePath, Live),
            _ => throw new StartupException($"{Argument} stands alone (is the service ready?) or as {Argument} {Live} (does it answer?)"),
        };
        var urls = EnvironmentUrls ?? url;
        try
        {
            if (ListenAddresses.Parse(urls.Split(';')[0].Trim()) is not { } address) throw new StartupException($"'{urls}' is not an address to ask");
            // A service that listens on all addresses is asked at the loopback address.
            var target = new UriBuilder(address) { Path = path };
            if (target.Host is "0.0.0.0" or "[::]") target.Host = "127.0.0.1";
            using var http = new HttpClient { Timeout = AnswerTimeout };
            using var answer = await http.GetAsync(target.Uri);
            if (answer.IsSuccessStatusCode) return 0;
            throw new StartupException($"{target.Uri} answers {(int)answer.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or StartupException)
        {
            await Console.Error.WriteLineAsync($"not {state}: {exception.Message}");
            return 1;
        }
    }
}
