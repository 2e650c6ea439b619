using System.Text.Json;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Reviewer.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AlertResponder.Reviewer.Storage;

/// <summary>The reviewer's schema: reports, the alerts they keep, inbox and outbox.</summary>
internal sealed class ReviewerDbContext(DbContextOptions<ReviewerDbContext> options) : DbContext(options)
{
    public DbSet<Report> Reports => Set<Report>();

    public DbSet<KeptAlert> KeptAlerts => Set<KeptAlert>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite compares dates as text, which is wrong for offsets; a number of ticks in UTC sorts as time does.
        if (Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) == true)
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddTransactionalOutboxEntities();

        modelBuilder.Entity<Report>(report =>
        {
            report.ToTable("reports");
            report.HasKey(r => r.CorrelationId);
            report.Property(r => r.CorrelationId).ValueGeneratedNever();
            report.Property(r => r.RowVersion).IsConcurrencyToken();
            report.Property(r => r.Severity).HasConversion<string>();
            report.Property(r => r.Content).HasConversion<ContentJson, ContentComparer>();
            report.HasIndex(r => new { r.AlertId, r.Sequence }).IsUnique();
            report.HasIndex(r => new { r.OpenedAt, r.CorrelationId });
            report.HasIndex(r => new { r.CurrentState, r.OpenedAt });
            report.HasIndex(r => new { r.Severity, r.OpenedAt });
        });

        modelBuilder.Entity<KeptAlert>(alert =>
        {
            alert.ToTable("report_alerts");
            alert.HasKey(a => new { a.ReportId, a.ReceivedAt, a.ReceiptId });
            alert.HasOne<Report>().WithMany().HasForeignKey(a => a.ReportId);
        });

        // The names that a person types in psql: no quotes needed.
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(entity => entity.ClrType == typeof(Report) || entity.ClrType == typeof(KeptAlert)))
        foreach (var property in entity.GetProperties())
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        modelBuilder.Entity<Report>().Property(report => report.CorrelationId).HasColumnName("report_id");
    }

    /// <summary>A time as its ticks in UTC.</summary>
    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
        time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    /// <summary>A report's content as one JSON column.</summary>
    private sealed class ContentJson() : ValueConverter<ReportContent, string>(
        content => JsonSerializer.Serialize(content, DocumentJson.Options),
        json => JsonSerializer.Deserialize<ReportContent>(json, DocumentJson.Options)!);

    /// <summary>Sees edits in place: the content is compared with the JSON that was read.</summary>
    private sealed class ContentComparer() : ValueComparer<ReportContent>(
        (a, b) => JsonSerializer.Serialize(a, DocumentJson.Options) == JsonSerializer.Serialize(b, DocumentJson.Options),
        content => content.GetHashCode(),
        content => JsonSerializer.Deserialize<ReportContent>(JsonSerializer.Serialize(content, DocumentJson.Options), DocumentJson.Options)!);
}
