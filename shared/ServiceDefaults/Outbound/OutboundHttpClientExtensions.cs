using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>Adds typed HTTP clients that ask other organizations.</summary>
public static class OutboundHttpClientExtensions
{
    /// <summary>
    /// Adds a typed client behind an <see cref="OutboundHttpGuard"/>. Nothing is logged of it: at level <c>Trace</c> the framework's loggers
    /// would write all headers, with them the secret of this system, and the address, with it what was asked.
    /// </summary>
    /// <typeparam name="TClient">The client. Its <see cref="HttpClient"/> has no time-out of its own.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="target">Reads from the settings which address is asked, and how much of an answer is taken.</param>
    /// <returns>The client's builder, for headers and retries. A retry has the whole <see cref="OutboundLimits.Timeout"/> again.</returns>
    public static IHttpClientBuilder AddGuardedHttpClient<TClient>(
        this IServiceCollection services, Func<IServiceProvider, (Uri Address, OutboundLimits Limits)> target)
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(target);

        return services.AddHttpClient<TClient>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan) // the guard's connections have a lifetime of their own
            .ConfigurePrimaryHttpMessageHandler(provider =>
            {
                var (address, limits) = target(provider);
                return OutboundHttpGuard.Create(address, limits, provider.GetService<TimeProvider>());
            });
    }
}
