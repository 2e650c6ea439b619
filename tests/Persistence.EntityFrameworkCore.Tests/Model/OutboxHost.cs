using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

/// <summary>A host with a bus in memory and a database, as a service has them.</summary>
public sealed class OutboxHost : IAsyncDisposable
{
    private readonly IHost _host;

    private OutboxHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;
    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    public static async Task<OutboxHost> StartAsync(TestDatabase database, Action<IBusRegistrationConfigurator> configure, TimeProvider? time = null,
        bool keepUntilConsumed = false, bool busOutbox = false, Action<IServiceCollection>? services = null)
    {
        var host = Build(database, configure, time, keepUntilConsumed, busOutbox, services);
        await host.Services.MigrateDatabasesAsync();
        await host.StartAsync();
        return new OutboxHost(host);
    }

    /// <summary>Starts on a database that has been migrated.</summary>
    public static async Task<OutboxHost> StartMigratedAsync(TestDatabase database, Action<IBusRegistrationConfigurator> configure)
    {
        var host = Build(database, configure, time: null, keepUntilConsumed: false, busOutbox: false, services: null);
        await host.StartAsync();
        return new OutboxHost(host);
    }

    private static IHost Build(TestDatabase database, Action<IBusRegistrationConfigurator> configure, TimeProvider? time,
        bool keepUntilConsumed, bool busOutbox, Action<IServiceCollection>? services)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(database.Settings);
        builder.Logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("OUTBOX_LOG") is not null) builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Information);
        builder.Services.AddOptions<HostOptions>().Configure(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            options.WaitUntilStarted = true;
            options.StopTimeout = TimeSpan.FromSeconds(2);
            options.ConsumerStopTimeout = TimeSpan.FromSeconds(1);
        });
        services?.Invoke(builder.Services);
        if (time is not null) builder.Services.AddSingleton(time);
        builder.Services.AddDatabase<NoteContext, NoteContext>(builder.Configuration, "notes");
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            bus.AddDelayedMessageScheduler();
            bus.AddEntityFrameworkOutbox<NoteContext>(options =>
            {
                if (busOutbox) options.UseBusOutbox();
            });
            if (keepUntilConsumed) bus.KeepOutboxUntilConsumed();
            configure(bus);
            bus.UsingInMemory((context, transport) =>
            {
                transport.UseDelayedMessageScheduler();
                transport.ConfigureEndpoints(context);
            });
        });
        return builder.Build();
    }

    /// <summary>Asks the database from outside of every consumer.</summary>
    public async Task<T> ReadAsync<T>(Func<NoteContext, Task<T>> read)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<NoteContext>());
    }

    public Task<List<string>> NotesAsync() => ReadAsync(context => context.Notes.Select(note => note.Text).OrderBy(text => text).ToListAsync());

    internal Task<List<Persistence.EntityFrameworkCore.Outbox.OutboxRow>> OutboxAsync() =>
        ReadAsync(context => context.Set<Persistence.EntityFrameworkCore.Outbox.OutboxRow>().AsNoTracking().OrderBy(row => row.Id).ToListAsync());

    internal Task<int> InboxCountAsync() => ReadAsync(context => context.Set<Persistence.EntityFrameworkCore.Inbox.InboxRow>().CountAsync());

    /// <summary>Publishes through the outbox, as a request does; the host needs <c>busOutbox</c>.</summary>
    public Task PublishAsync(params object[] messages) => PublishAsync(TimeSpan.Zero, messages);

    /// <summary>Publishes through the outbox with a delay.</summary>
    public async Task PublishAsync(TimeSpan delay, object[] messages)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var publisher = scope.ServiceProvider.GetRequiredService<IPublishEndpoint>();
        foreach (var message in messages) await publisher.Publish(message, Pipe.Execute<PublishContext>(publish => publish.Delay = delay));
        await scope.ServiceProvider.GetRequiredService<NoteContext>().SaveChangesAsync();
    }

    /// <summary>Counts what consumers were done with from now on.</summary>
    public ConsumedObserver ObserveConsumed()
    {
        var observer = new ConsumedObserver();
        Bus.ConnectReceiveObserver(observer);
        return observer;
    }

    /// <summary>Listens on a queue, such as that of skipped or of faulted messages, and counts what comes.</summary>
    public async Task<Func<int>> ListenAsync<T>(string queue)
        where T : class
    {
        var count = 0;
        var handle = _host.Services.GetRequiredService<IBusControl>().ConnectReceiveEndpoint(queue, endpoint =>
        {
            endpoint.ConfigureConsumeTopology = typeof(T).IsGenericType;
            endpoint.Handler<T>(_ =>
            {
                Interlocked.Increment(ref count);
                return Task.CompletedTask;
            });
        });
        await handle.Ready;
        return () => Volatile.Read(ref count);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
