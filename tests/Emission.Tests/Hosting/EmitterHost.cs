using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Emission.Testing;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emission.Tests.Hosting;

/// <summary>For tests of a host with an emitter as its service registers it, on the in-memory transport.</summary>
/// <param name="add">Registers it.</param>
public abstract class EmitterHost(Func<IBusRegistrationConfigurator, IConfiguration, IBusRegistrationConfigurator> add) : IDisposable
{
    /// <summary>Where SQLite has its files.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("emitter").FullName;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected Capture Logs { get; } = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static Task PublishAsync(IHost host, ReportDocument report) => host.Services.GetRequiredService<IBus>().Publish(
        new ReportUpdated
        {
            ReportId = report.ReportId,
            AlertId = report.AlertId,
            DocumentVersion = report.DocumentVersion,
            VerdictNumber = report.VerdictNumber,
            Report = report,
        }, Stop);

    protected async Task<IHost> StartAsync(params IEnumerable<(string Key, string Value)> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        builder.Logging.AddProvider(Logs);
        builder.AddServiceDefaults();
        builder.Configuration["Data"] = Folder;
        builder.Configuration["Transport"] = "InMemory";
        builder.AddServiceBus(bus => add(bus, builder.Configuration));
        var host = builder.Build();
        host.Services.GetRequiredService<IStartupValidator>().Validate(); // as the services' host does first
        await host.Services.MigrateDatabasesAsync(Stop);
        await host.StartAsync(Stop);
        return host;
    }
}
