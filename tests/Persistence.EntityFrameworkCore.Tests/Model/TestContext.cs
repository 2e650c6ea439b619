using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

public sealed class NoteContext(DbContextOptions<NoteContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<Count> Counts => Set<Count>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseDatabaseConventions(this);

    // The one migration is written by hand for both databases, and there is no snapshot to compare the model with.
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddTransactionalOutboxEntities();
        modelBuilder.Entity<Note>().ToTable("notes");
        modelBuilder.Entity<Count>(count =>
        {
            count.ToTable("counts");
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
