using System.Net;
using AlertResponder.Inspection;
using AlertResponder.Inspector.VirusTotal.Inspection;
using AlertResponder.Inspector.VirusTotal.VirusTotal;
using AlertResponder.ServiceDefaults;
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
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);
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
        AddSettings(bus, configuration);
        AddClient(bus);
        bus.AddSingleton<AnswerCache>();
        bus.AddSingleton(services => new WhatMayLeave(
            services.GetRequiredService<IOptions<VirusTotalOptions>>().Value,
            services.GetRequiredService<IOptions<InspectionOptions>>().Value));
        bus.AddHostedService<MissingKeyNotice>();
        bus.AddOptions<InspectorOptions>(VirusTotalInspector.Name)
            .Configure<IOptions<VirusTotalOptions>>((inspector, virusTotal) => inspector.Concurrency = virusTotal.Value.Concurrency);
        return bus.AddInspector<VirusTotalInspector>(VirusTotalInspector.Name, WhatMayLeave.Types);
    }

    private static void AddSettings(IServiceCollection services, IConfiguration configuration)
    {
        var virusTotal = configuration.GetSection(VirusTotalOptions.Section);
        var inspection = configuration.GetSection(InspectionOptions.Section);
        services.AddSettings<VirusTotalOptions>(configuration, VirusTotalOptions.Section, options => options.Validate())
            .Configure(options =>
                options.Contexts = virusTotal.GetSection(nameof(options.Contexts)).GetList() ?? [VirusTotalOptions.DefaultContext]);
        services.AddOptions<InspectionOptions>()
            .Configure(options =>
            {
                options.InternalDomains = inspection.GetSection(nameof(options.InternalDomains)).GetList() ?? [];
                options.InternalNetworks = inspection.GetSection(nameof(options.InternalNetworks)).GetList() ?? [];
            })
            .ValidateOnStart(options => options.Validate());
    }

    private static void AddClient(IServiceCollection services)
    {
        services.AddHttpClient<VirusTotalClient>((provider, http) =>
            {
                var options = provider.GetRequiredService<IOptions<VirusTotalOptions>>().Value;
                http.BaseAddress = options.BaseAddress;
                http.MaxResponseContentBufferSize = VirusTotalClient.LongestAnswer;
                http.Timeout = Timeout.InfiniteTimeSpan; // the client has its own, by the host's clock
                http.DefaultRequestHeaders.UserAgent.ParseAdd("AlertResponder");
                http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
                if (options.HasKey) http.DefaultRequestHeaders.Add("x-apikey", options.ApiKey);
            })
            .RemoveAllLoggers() // they would log the address, and with it what was asked
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.AllowAutoRedirect = false; // the key goes where it was meant to go, and nowhere else
                handler.UseCookies = false;
                handler.AutomaticDecompression = DecompressionMethods.All;
                handler.ConnectTimeout = ConnectTimeout;
                handler.PooledConnectionLifetime = ConnectionLifetime;
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

    /// <summary>What a second try within a second may mend. A rate limit, or a server that names a time, is put off instead.</summary>
    private static bool IsQuickToPass(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException
        || outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError, Headers.RetryAfter: null };
}
