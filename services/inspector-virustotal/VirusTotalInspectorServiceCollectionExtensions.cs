using System.Net;
using AlertResponder.Inspection;
using AlertResponder.Inspector.VirusTotal.Inspection;
using AlertResponder.Inspector.VirusTotal.VirusTotal;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Outbound;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace AlertResponder.Inspector.VirusTotal;

/// <summary>The inspector that asks VirusTotal.</summary>
public static class VirusTotalInspectorServiceCollectionExtensions
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private const int QuickRetries = 2;

    /// <summary>Adds the inspector <c>virustotal</c>, and all it needs.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="configuration">Where the settings <c>VirusTotal__…</c> and <c>Inspection__…</c> are.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator AddVirusTotalInspector(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        bus.TryAddSingleton(TimeProvider.System);
        bus.AddSettings<VirusTotalOptions>(configuration, VirusTotalOptions.Section, options => options.Validate());
        bus.AddSettings<InspectionOptions>(configuration, InspectionOptions.Section, options => options.Validate());
        AddClient(bus);
        bus.AddSingleton<AnswerCache>();
        bus.AddSingleton(services => new DisclosurePolicy(
            services.GetRequiredService<IOptions<VirusTotalOptions>>().Value,
            services.GetRequiredService<IOptions<InspectionOptions>>().Value));
        bus.AddHostedService<MissingKeyNotice>();
        bus.AddOptions<InspectorOptions>(VirusTotalInspector.Name)
            .Configure<IOptions<VirusTotalOptions>>((inspector, virusTotal) => inspector.Concurrency = virusTotal.Value.Concurrency);
        return bus.AddInspector<VirusTotalInspector>(VirusTotalInspector.Name, DisclosurePolicy.Types);
    }

    private static void AddClient(IServiceCollection services)
    {
        services.AddGuardedHttpClient<VirusTotalClient>(provider =>
            {
                var options = provider.GetRequiredService<IOptions<VirusTotalOptions>>().Value;
                return (options.BaseAddress, new OutboundLimits { MaxAnswerBytes = VirusTotalClient.MaxAnswerBytes, Timeout = options.Timeout.Value });
            })
            .ConfigureHttpClient((provider, http) =>
            {
                var options = provider.GetRequiredService<IOptions<VirusTotalOptions>>().Value;
                http.BaseAddress = options.BaseAddress;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("AlertResponder");
                http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
                if (options.HasKey) http.DefaultRequestHeaders.Add("x-apikey", options.ApiKey);
            })
            .AddResilienceHandler("virustotal", (pipeline, context) =>
            {
                pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
                pipeline.AddRetry(new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = QuickRetries,
                    Delay = FirstRetry,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldRetryAfterHeader = false,
                    ShouldHandle = attempt => ValueTask.FromResult(IsQuickToPass(attempt.Outcome)),
                });
            });
    }

    /// <summary>What may succeed within a second. A rate limit, or a server that names a time, defers the inspection instead.</summary>
    private static bool IsQuickToPass(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is OutboundHttpException { Failure: OutboundFailure.Connection }
        || outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError, Headers.RetryAfter: null };
}
