using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace AlertResponder.Database.Tests.Model;

/// <summary>A context as a service has it, the same on both databases.</summary>
public sealed class RowContext(DbContextOptions<RowContext> options) : DbContext(options)
{
    public DbSet<NoteRow> Notes => Set<NoteRow>();
    public DbSet<CountRow> Counts => Set<CountRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseDatabaseConventions(this);

    // The one migration is written by hand for both databases, and there is no snapshot to compare the model with.
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<NoteRow>().ToTable("notes");
        modelBuilder.Entity<CountRow>(count =>
        {
            count.ToTable("counts");
            count.Property(row => row.Id).ValueGeneratedNever();
            count.Property(row => row.Version).IsConcurrencyToken();
        });
    }
}

public sealed class NoteRow
{
    public long Id { get; set; }
    public string Text { get; set; } = "";
    public DateTimeOffset WrittenAt { get; set; }
}

public sealed class CountRow
{
    public Guid Id { get; set; }
    public string CurrentState { get; set; } = "";
    public int Version { get; set; }
    public int Steps { get; set; }
    public long Sum { get; set; }
    public Guid? TimerToken { get; set; }

    public CountRow Copy() => (CountRow)MemberwiseClone();
}

[DbContext(typeof(RowContext))]
[Migration("20260101000000_Rows")]
internal sealed class RowMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var time = ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL" ? "timestamptz" : "INTEGER";
        migrationBuilder.CreateTable(
            "notes",
            table => new
            {
                id = table.Column<long>()
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                text = table.Column<string>(),
                written_at = table.Column<DateTimeOffset>(time),
            },
            constraints: table => table.PrimaryKey("pk_notes", row => row.id));
        migrationBuilder.CreateTable(
            "counts",
            table => new
            {
                id = table.Column<Guid>(),
                current_state = table.Column<string>(),
                version = table.Column<int>(),
                steps = table.Column<int>(),
                sum = table.Column<long>(),
                timer_token = table.Column<Guid>(nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_counts", row => row.id));
    }
}
