using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>The emitter's schema: its ledger, and what it may write. As it stands here, on SQLite.</summary>
internal class EmitterDbContext : DbContext
{
    public const string DatabaseName = "emitter";

    public EmitterDbContext(DbContextOptions<EmitterDbContext> options)
        : base(options)
    {
    }

    protected EmitterDbContext(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<LedgerEntry> Entries => Set<LedgerEntry>();

    public DbSet<LedgerVerdict> Verdicts => Set<LedgerVerdict>();

    public DbSet<WriteGate> Gate => Set<WriteGate>();

    public DbSet<BegunWrite> Writes => Set<BegunWrite>();

    // SQLite cannot compare times with an offset; milliseconds compare alike everywhere.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LedgerEntry>(entry =>
        {
            entry.ToTable("emitter_issues");
            entry.HasKey(e => e.ReportId);
            entry.Property(e => e.Attempt).HasConversion<string>().HasMaxLength(16);
            entry.Property(e => e.Fencing).IsConcurrencyToken();
            entry.HasIndex(e => e.RetryAt);
            entry.HasIndex(e => e.NewsAt);
        });
        modelBuilder.Entity<LedgerVerdict>(verdict =>
        {
            verdict.ToTable("emitter_verdicts");
            verdict.HasKey(v => new { v.ReportId, v.VerdictNumber });
        });
        modelBuilder.Entity<WriteGate>(gate =>
        {
            gate.ToTable("emitter_gate");
            gate.Property(g => g.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<BegunWrite>(write =>
        {
            write.ToTable("emitter_writes");
            write.HasIndex(w => w.At);
        });

        // Names that need no quotes in any database.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    }

    private sealed class UnixMilliseconds()
        : ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}
