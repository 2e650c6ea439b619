using System.Runtime.InteropServices;
using AlertResponder.ServiceDefaults.Access;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.ServiceDefaults;

/// <summary>The process of one service: bus, health, telemetry, and HTTP if it has any.</summary>
public static class ServiceHost
{
    /// <summary>The argument with which a process brings its databases up to date, and ends.</summary>
    public const string Migrate = "--migrate";

    /// <summary>The argument with which a process makes its queues, topics and subscriptions, and ends.</summary>
    public const string Topology = "--topology";

    private static readonly TimeSpan TopologyTimeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Runs a service until it is stopped. Settings are environment variables and arguments, e.g. <c>--urls http://127.0.0.1:8080</c>,
    /// <c>--Data FOLDER</c>. Or does one thing and ends: <c>--migrate</c> brings its database up to date, <c>--topology</c> makes its
    /// queues, topics and subscriptions, <c>--health</c> asks whether the service that runs beside it is ready, <c>--health live</c> whether it
    /// answers, <c>key new NAME</c> makes an API key.
    /// </summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="url">Loopback address that it listens on when <c>--urls</c> is not set.</param>
    /// <param name="addService">Calls the service's registration method.</param>
    /// <param name="map">Maps the service's HTTP API.</param>
    /// <param name="migrate">
    /// Brings the databases of the service up to date until it is cancelled, and returns how many there are; null for a service without any.
    /// </param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(
        string[] args, string url, Action<IBusRegistrationConfigurator, IConfiguration> addService, Action<WebApplication>? map = null,
        Func<IServiceProvider, CancellationToken, Task<int>>? migrate = null) =>
        StartupErrors.RunAsync(async () =>
        {
            // Runs every few seconds, so the host is not built for it.
            if (args.Contains(HealthProbe.Argument)) return await HealthProbe.RunAsync(args, url);
            if (args is ["key", "new", var name])
            {
                await Console.Out.WriteLineAsync(KeyCommand.New(name));
                return 0;
            }

            await using var app = Create(args, url, addService);
            app.Services.ValidateSettings();
            // Before anything is mapped: the health checks make the bus, and a migration needs none.
            if (args.Contains(Migrate)) await MigrateAsync(app.Services, migrate);
            if (args.Contains(Topology)) await DeployAsync(app.Services.GetRequiredService<IBusControl>());
            if (args.Contains(Migrate) || args.Contains(Topology)) return 0;

            app.UseServiceDefaults();
            map?.Invoke(app);
            await app.StartGuardedAsync();
            await app.WaitForShutdownAsync();
            return 0;
        });

    private static async Task MigrateAsync(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task<int>>? migrate)
    {
        // Nothing else minds the signals: the host is not started.
        using var stopped = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            if (migrate is null || await migrate(services, stopped.Token) == 0)
                throw new StartupException($"{Migrate}: this service has no database, or the settings for it are missing");
        }
        // A driver may have its own exception for what was broken off.
        catch (Exception exception) when (stopped.IsCancellationRequested && exception is not StartupException)
        {
            throw new StartupException($"{Migrate} was stopped before it was done: run it again");
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.Cancel();
        }
    }

    private static async Task DeployAsync(IBusControl bus)
    {
        using var timeout = new CancellationTokenSource(TopologyTimeout);
        try
        {
            await bus.DeployAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new StartupException($"{Topology}: SQS and SNS could not be reached, or did not permit it, within {TopologyTimeout.TotalSeconds} s: see the log above");
        }
    }

    private static WebApplication Create(string[] args, string url, Action<IBusRegistrationConfigurator, IConfiguration> addService)
    {
        // The program's own folder: an appsettings.json in the current folder is not ours.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. args.Where(argument => argument is not (Migrate or Topology))],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration[ServiceBusExtensions.TopologyOnlyKey] = args.Contains(Topology) ? "true" : null;
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])) builder.WebHost.UseUrls(url);
        builder.AddServiceLogging();
        builder.AddServiceDefaults();
        builder.AddApiReference();
        builder.AddServiceBus(bus => addService(bus, builder.Configuration));
        return builder.Build();
    }
}
