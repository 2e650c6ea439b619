using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Postgres;

public sealed class When_the_database_is_out_of_reach
{
    [Fact]
    public async Task Nothing_faults_the_gate_closes_and_opens_again_and_each_message_takes_effect_once()
    {
        await using var server = await LocalPostgres.StartAsync();
        using var database = await TestDatabase.CreateAsync(server);
        var heard = new Heard();
        await using var host = await StartAsync(database, heard);
        var faulted = await host.ListenAsync<Work>("work_error");
        var gate = host.Services.GetRequiredService<DatabaseGate>();
        await host.Bus.Publish(new Work("before"), TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(() => heard.Count == 1, "the first is done");
        gate.IsOpen.Should().BeTrue();

        await server.KillAsync();
        for (var i = 0; i < 20; i++) await host.Bus.Publish(new Work($"during {i:00}"), TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(() => !gate.IsOpen, "the gate is closed");
        (await StatusAsync(host)).Should().Be(HealthStatus.Degraded);
        var waiting = gate.WaitOpenAsync(TestContext.Current.CancellationToken);
        waiting.IsCompleted.Should().BeFalse();

        await server.RestartAsync();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(async () => (await host.NotesAsync()).Count == 21, "all are done", 60);
        await Wait.ForEmptyOutboxAsync(host);
        gate.IsOpen.Should().BeTrue();
        (await StatusAsync(host)).Should().Be(HealthStatus.Healthy);
        (await host.NotesAsync()).Should().Equal(["before", .. Enumerable.Range(0, 20).Select(i => $"during {i:00}")]);
        // What was delivered just before the crash may be delivered once more, under its own id.
        heard.MessageIds.Distinct().Should().HaveCount(21);
        faulted().Should().Be(0);
    }

    [Fact]
    public async Task What_a_consumer_asks_it_before_its_transaction_waits_as_well()
    {
        await using var server = await LocalPostgres.StartAsync();
        using var database = await TestDatabase.CreateAsync(server);
        await using var host = await OutboxHost.StartAsync(database, bus => bus.AddConsumer<AskingConsumer, AskingDefinition>());
        var faulted = await host.ListenAsync<Work>("asking_error");
        var faults = await host.ListenAsync<Fault<Work>>("faults");
        var gate = host.Services.GetRequiredService<DatabaseGate>();
        var killed = new TaskCompletionSource();
        AskingConsumer.BeforeAsking = async () =>
        {
            AskingConsumer.BeforeAsking = () => Task.CompletedTask;
            await server.KillAsync();
            killed.SetResult();
        };

        await host.Bus.Publish(new Work("asked"), TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(() => !gate.IsOpen, "the gate is closed");
        await killed.Task; // others notice before its last process is gone
        await server.RestartAsync();

        await Patiently.UntilAsync(async () => gate.IsOpen && (await host.NotesAsync()).Count == 1, "it is done", 60);
        faulted().Should().Be(0);
        faults().Should().Be(0);
    }

    [Fact]
    public async Task A_start_waits_for_it()
    {
        await using var server = await LocalPostgres.StartAsync();
        using var database = await TestDatabase.CreateAsync(server);
        await (await StartAsync(database, new Heard())).DisposeAsync();
        await server.StopAsync();
        var heard = new Heard();

        var starting = OutboxHost.StartMigratedAsync(database, Configure(heard));
        await server.RestartAsync();

        await using var host = await starting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await host.Bus.Publish(new Work("first"), TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(() => heard.Count == 1, "it works");
    }

    /// <summary>Looks something up first, as the policy's consumer does.</summary>
    private sealed class AskingConsumer(NoteContext notes) : IConsumer<Work>
    {
        public static Func<Task> BeforeAsking { get; set; } = () => Task.CompletedTask;

        public async Task Consume(ConsumeContext<Work> context)
        {
            await BeforeAsking();
            if (!await notes.Notes.AnyAsync(context.CancellationToken)) notes.Notes.Add(new Note { Text = context.Message.Text });
        }
    }

    private sealed class AskingDefinition : ConsumerDefinition<AskingConsumer>
    {
        public AskingDefinition() => EndpointName = "asking";

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AskingConsumer> consumerConfigurator, IRegistrationContext context) =>
            endpointConfigurator.UseEntityFrameworkOutbox<NoteContext>(context, options => options.AfterConsume());
    }

    private static async Task<HealthStatus> StatusAsync(OutboxHost host)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Name == "database-notes", TestContext.Current.CancellationToken);
        return report.Entries["database-notes"].Status;
    }

    private static Task<OutboxHost> StartAsync(TestDatabase database, Heard heard) => OutboxHost.StartAsync(database, Configure(heard));

    private static Action<IBusRegistrationConfigurator> Configure(Heard heard) => bus =>
    {
        bus.AddSingleton(heard).AddSingleton(new Script());
        bus.AddConsumer<WorkConsumer, WorkDefinition>();
        bus.AddConsumer<FollowedConsumer>();
    };
}
