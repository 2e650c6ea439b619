using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlertResponder.ServiceDefaults.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AlertResponder.ServiceDefaults;

/// <summary>What every service of AlertResponder has in common: telemetry, health, access, a clean stop.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>How long running handlers may take to finish at a stop; the container's own stop time-out must be longer.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(45);

    internal const string HealthPath = "/health";
    internal const string LivePath = $"{HealthPath}/live";
    internal const string ReadyPath = $"{HealthPath}/ready";

    /// <summary>
    /// Adds the clock, OpenTelemetry (exported by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, else nowhere), health checks, and API keys
    /// with their limits. The loggers of HTTP clients that are made by the framework's factory are removed.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks();
        builder.Services.AddAccess(builder.Configuration);
        // They log each address, with it the value that is asked about, and at Trace the headers with the secret: no level of logging brings them back.
        builder.Services.ConfigureHttpClientDefaults(client => client.RemoveAllLoggers());

        // Both, for each of them reads the headers of a request: ASP.NET Core by its own, OpenTelemetry by its own unless it is this one.
        builder.Services.AddSingleton<DistributedContextPropagator>(new TraceparentPropagator());
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName))
            .WithMetrics(metrics => metrics.AddMeter("MassTransit", "AlertResponder.*").AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
            .WithTracing(traces => traces.AddSource("MassTransit", "AlertResponder.*").AddAspNetCoreInstrumentation().AddHttpClientInstrumentation());
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) telemetry.UseOtlpExporter();

        return builder;
    }

    /// <summary>
    /// Logs one line for each event of a service, and only warnings and errors of the framework: for people, or with
    /// <c>Logging__Console__FormatterName=json</c> an object with its time in UTC.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    public static void AddServiceLogging(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // The builder has added the console, which takes the name of its format from the settings; without a name it ignores the options of all.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.FormatterName ??= ConsoleFormatterNames.Simple);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(console => console.SingleLine = true);
        builder.Services.Configure<JsonConsoleFormatterOptions>(console =>
        {
            (console.TimestampFormat, console.UseUtcTimestamp) = ("O", true);
            // A line is never part of a web page, and is searched for as it is written here: with its quotes.
            console.JsonWriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        });
        // A line for each request would drown the lines of the services.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning)
            .AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning);
    }

    /// <summary>Checks the settings, and adds what comes before every service's API: access, health, the API's description.</summary>
    /// <param name="app">The application.</param>
    public static void UseServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.Services.ValidateSettings();
        app.UseAccess();
        app.MapDefaultEndpoints();
        app.MapApiReference();
    }

    /// <summary>Checks the settings before anything uses them: the first user of a wrong one would fail with that error alone.</summary>
    internal static void ValidateSettings(this IServiceProvider services) => services.GetService<IStartupValidator>()?.Validate();

    /// <summary>
    /// Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (the bus and whatever else a service checks are ready; 503 only while it
    /// can take or keep nothing).
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        var health = app.MapGroup("").AllowAnonymous().DisableRateLimiting();
        health.MapHealthChecks(LivePath, new HealthCheckOptions { Predicate = _ => false });
        health.MapHealthChecks(ReadyPath, new HealthCheckOptions { ResponseWriter = HealthAnswer.WriteAsync });
        return app;
    }
}
