using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.Redelivery;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Postgres;

/// <summary>Somebody in psql has changed a saga's row, and has not committed.</summary>
public sealed class When_a_row_is_held
{
    private const int Slots = 2;
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_messages_are_put_back_and_the_others_go_on_with_the_gate_open()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(database, time);
        var (held, free) = (Guid.NewGuid(), Guid.NewGuid());
        await host.PublishAsync(new Step(held, 1), new Step(free, 1));
        await UntilAsync(host, held, 1);
        await UntilAsync(host, free, 1);
        var closed = false;
        using var watching = new Timer(_ => closed |= !host.Services.GetRequiredService<DatabaseGate>().IsOpen, null, 0, 10);
        await using var psql = new NpgsqlConnection(database.ConnectionString);
        await psql.OpenAsync(Cancel);
        await using var transaction = await psql.BeginTransactionAsync(Cancel);
        await using (var update = new NpgsqlCommand($"UPDATE counts SET sum = sum WHERE correlation_id = '{held}'", psql)) await update.ExecuteNonQueryAsync(Cancel);

        await host.PublishAsync([.. Enumerable.Range(0, Slots).Select(_ => new Step(held, 1))]);
        await Patiently.UntilAsync(
            async () => (await host.OutboxAsync()).Count(row => row is { Attempts: 1, FaultedAt: null }) == Slots, "its messages wait in their rows", 60);
        await host.PublishAsync(new Step(free, 1));

        await UntilAsync(host, free, 2);
        closed.Should().BeFalse("the database is well");
        await transaction.RollbackAsync(Cancel);
        time.Advance(Delay);
        await UntilAsync(host, held, 1 + Slots);
    }

    private static Task UntilAsync(OutboxHost host, Guid id, int steps) => Patiently.UntilAsync(
        () => host.ReadAsync(context => context.Counts.AnyAsync(count => count.CorrelationId == id && count.Steps == steps, Cancel)), $"{id} has {steps} steps");

    private static Task<OutboxHost> StartAsync(TestDatabase database, TimeProvider time) => OutboxHost.StartAsync(
        database,
        bus => bus.AddSagaStateMachine<CountStateMachine, Count, WaitingDefinition>()
            .EntityFrameworkRepository(repository => repository.ExistingDbContext<NoteContext>()),
        time, keepUntilConsumed: true, busOutbox: true);

    private sealed class WaitingDefinition : SagaDefinition<Count>
    {
        public WaitingDefinition() => ConcurrentMessageLimit = Slots;

        protected override void ConfigureSaga(
            IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Count> sagaConfigurator, IRegistrationContext context)
        {
            endpointConfigurator.UseRedelivery(context, Delay, Delay);
            endpointConfigurator.UseEntityFrameworkOutbox<NoteContext>(context);
        }
    }
}
