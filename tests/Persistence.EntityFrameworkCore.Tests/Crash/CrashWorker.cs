using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Crash;

/// <summary>Takes requests as fast as it can until it is killed: each stores a note and five messages, and is acknowledged on the console.</summary>
internal static class CrashWorker
{
    public const string FolderVariable = "STORE_CRASH_FOLDER";
    public const int MessagesPerRequest = 5;

    public static async Task<int> RunAsync(string folder)
    {
        var host = await StartAsync(TestDatabase.Sqlite(folder));
        while (true)
        {
            var request = Guid.NewGuid().ToString("N")[..12];
            await using (var scope = host.Services.CreateAsyncScope())
            {
                var publisher = scope.ServiceProvider.GetRequiredService<IPublishEndpoint>();
                for (var i = 0; i < MessagesPerRequest; i++) await publisher.Publish(new Work($"{request}.{i}"));
                var context = scope.ServiceProvider.GetRequiredService<NoteContext>();
                context.Notes.Add(new Note { Text = $"request {request}" });
                await context.SaveChangesAsync();
            }

            await Console.Out.WriteLineAsync(request);
        }
    }

    public static Task<OutboxHost> StartAsync(TestDatabase database) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton<Script>();
        bus.AddConsumer<WorkConsumer, WorkDefinition>();
        bus.AddConsumer<AnyWorkConsumer, AnyWorkDefinition>();
        bus.AddConsumer<FollowedNoteConsumer, FollowedNoteDefinition>();
    }, keepUntilConsumed: true, busOutbox: true);
}

/// <summary>The end of the way, in the database, for it must outlive the process.</summary>
public sealed class FollowedNoteConsumer(NoteContext notes) : IConsumer<Followed>
{
    public Task Consume(ConsumeContext<Followed> context)
    {
        notes.Notes.Add(new Note { Text = $"followed {context.Message.Text}" });
        return Task.CompletedTask;
    }
}

public sealed class FollowedNoteDefinition : ConsumerDefinition<FollowedNoteConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<FollowedNoteConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseEntityFrameworkOutbox<NoteContext>(context);
}
