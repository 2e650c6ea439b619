using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

public sealed class NoteContext(DbContextOptions<NoteContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<Count> Counts => Set<Count>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddTransactionalOutboxEntities();
        modelBuilder.Entity<Count>(count =>
        {
            count.HasKey(saga => saga.CorrelationId);
            count.Property(saga => saga.CorrelationId).ValueGeneratedNever();
            count.Property(saga => saga.Version).IsConcurrencyToken();
        });
    }
}

/// <summary>What a consumer leaves behind: one row each time it runs to its end.</summary>
public sealed class Note
{
    public long Id { get; set; }
    public string Text { get; set; } = "";
}

public sealed class Count : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public int Version { get; set; }
    public int Steps { get; set; }
    public long Sum { get; set; }
    public Guid? TimerToken { get; set; }
    public int TimersFired { get; set; }

    public Count Copy() => (Count)MemberwiseClone();
}
