using AlertResponder.Database;
using AlertResponder.Emission;
using AlertResponder.Inspection;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Receptor.Http;
using AlertResponder.Receptor.Intake;
using AlertResponder.Reviewer.Api;
using AlertResponder.Reviewer.Storage;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Standalone;

/// <summary>All services in one process, by the same registration methods as each alone.</summary>
internal static class StandaloneHost
{
    public const string DefaultUrl = "http://127.0.0.1:8080";
    public const string DefaultData = ".alertresponder";

    /// <summary>Builds the host.</summary>
    /// <param name="urls">Loopback addresses to listen on.</param>
    /// <param name="data">The folder with the state.</param>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings of a demo: they count instead of environment variables, and nothing is logged.</param>
    /// <returns>The application, not started.</returns>
    public static WebApplication Create(
        string urls, string data, StandaloneServices services, IReadOnlyDictionary<string, string?>? settings = null)
    {
        // Settings come from environment variables alone: an appsettings.json in whatever folder a person stands in is not ours.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        if (settings is not null) builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(
            [KeyValuePair.Create("Data", (string?)data), KeyValuePair.Create(ServiceBusExtensions.TransportKey, (string?)"InMemory")]);
        if (builder.Configuration.GetSection("Kestrel").Exists())
            throw new StartupException("Kestrel__… is set: it would open addresses past --urls, which are loopback addresses only");
        builder.WebHost.UseUrls(urls);
        if (settings is not null) builder.Logging.ClearProviders();
        else builder.AddServiceLogging();

        builder.AddServiceDefaults();
        builder.AddApiReference();
        builder.AddServiceBus(bus =>
        {
            services.AddTo(bus, builder.Configuration);
            RefuseServers(builder.Configuration.GetSection("ConnectionStrings").GetChildren(), bus.GetDatabases());
            bus.KeepMessagesOnDisk();
        });

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapAlertIntake();
        app.MapReportApi();
        return app;
    }

    /// <summary>A connection string of a database that is kept in a file here would be ignored: better it is said.</summary>
    private static void RefuseServers(IEnumerable<IConfigurationSection> connectionStrings, IReadOnlyList<DatabaseRegistration> databases)
    {
        foreach (var setting in connectionStrings)
            if (databases.Any(database => database.Kind != DatabaseKind.Sqlite && database.Connection.Equals(setting.Key, StringComparison.OrdinalIgnoreCase)))
                throw new StartupException(
                    $"ConnectionStrings__{setting.Key} is set: this process keeps its state in SQLite, under --data. Unset it, or run the services on PostgreSQL");
    }

    /// <summary>Lets every message go through the reviewer's outbox, and keeps it there until its consumers are done with it.</summary>
    private static void KeepMessagesOnDisk(this IBusRegistrationConfigurator bus)
    {
        bus.KeepOutboxUntilConsumed();
        bus.AddScoped<IAlertPublisher, OutboxAlertPublisher>();
        bus.AddScoped<IPlaceSender, OutboxPlaceSender>();
        bus.AddConfigureEndpointsCallback((context, name, endpoint) =>
        {
            // Inspectors have no store of their own: here their answers and deferrals go where the reviewer's messages go.
            if (context.IsInspectorQueue(name))
                endpoint.UseEntityFrameworkOutbox<ReviewerDbContext>(context, outbox => outbox.AfterConsume());
        });
    }
}
