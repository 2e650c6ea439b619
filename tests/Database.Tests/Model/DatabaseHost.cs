using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Database.Tests.Model;

/// <summary>A host with a database and nothing else.</summary>
internal sealed class DatabaseHost : IAsyncDisposable
{
    private readonly IHost _host;

    private DatabaseHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public static async Task<DatabaseHost> StartAsync(TestDatabase database)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(database.Settings);
        builder.Logging.ClearProviders();
        builder.Services.AddDatabase<RowContext, RowContext>(builder.Configuration, "notes");
        var host = builder.Build();
        await host.Services.MigrateDatabasesAsync();
        await host.StartAsync();
        return new DatabaseHost(host);
    }

    public async Task<T> ReadAsync<T>(Func<RowContext, Task<T>> read)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<RowContext>());
    }

    public Task<List<string>> NotesAsync() => ReadAsync(context => context.Notes.Select(note => note.Text).OrderBy(text => text).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
