using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AlertResponder.Emission.Storage;

/// <summary>An emitter's store: its ledger, and what it may write. The tables are the same for all, the schema is the emitter's.</summary>
/// <param name="options">Where it is.</param>
/// <param name="schema">The schema on PostgreSQL; null for the connection's own.</param>
internal abstract class LedgerContext(DbContextOptions options, string? schema) : DbContext(options)
{
    public string? Schema => Database.IsNpgsql() ? schema : null;

    public DbSet<LedgerRow> Rows => Set<LedgerRow>();

    public DbSet<TargetRow> Target => Set<TargetRow>();

    public DbSet<RecordedWrite> Writes => Set<RecordedWrite>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder
        .ReplaceService<IMigrationsAssembly, LedgerMigrations>()
        // The migrations name no schema, the model does; that they agree otherwise is tested.
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseDatabaseConventions(this);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Schema is not null) modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<LedgerRow>(row =>
        {
            row.ToTable("reports");
            row.HasKey(r => r.ReportId);
            row.Property(r => r.Fencing).IsConcurrencyToken();
            row.HasIndex(r => r.DueAt);
            row.HasIndex(r => r.NewsAt);
        });
        modelBuilder.Entity<TargetRow>(target =>
        {
            target.ToTable("target");
            target.Property(t => t.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<RecordedWrite>(write =>
        {
            write.ToTable("writes");
            write.HasIndex(w => w.At);
        });
    }
}

/// <summary>The store of one emitter of the host.</summary>
internal sealed class LedgerContext<TEmitter>(DbContextOptions<LedgerContext<TEmitter>> options, EmitterRegistration<TEmitter> emitter)
    : LedgerContext(options, emitter.Schema);
