using AlertResponder.Database;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Reviewer.Reports;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Reviewer.Storage;

/// <summary>The reviewer's schema: reports, the alerts they keep, inbox and outbox. As it stands here, on SQLite.</summary>
internal class ReviewerDbContext : DbContext
{
    public const string DatabaseName = "reports";

    public ReviewerDbContext(DbContextOptions<ReviewerDbContext> options)
        : base(options)
    {
    }

    protected ReviewerDbContext(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<Report> Reports => Set<Report>();

    public DbSet<KeptAlert> KeptAlerts => Set<KeptAlert>();

    /// <summary>Inserts reports that are new, as they stand.</summary>
    public Task InsertAsync(IReadOnlyCollection<Report> reports, CancellationToken cancellationToken)
    {
        foreach (var report in reports) report.StoreContent();
        return this.BulkInsertAsync(reports, cancellationToken);
    }

    /// <summary>Updates reports that were read without tracking and locked: each as it was read, and as it is to be.</summary>
    public Task UpdateAsync(IReadOnlyCollection<(Report Before, Report Now)> reports, CancellationToken cancellationToken)
    {
        foreach (var (_, report) in reports) report.StoreContent();
        return this.BulkUpdateAsync(reports, cancellationToken);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        StoreContents();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        StoreContents();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseDatabaseConventions(this);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddTransactionalOutboxEntities();

        modelBuilder.Entity<Report>(report =>
        {
            report.ToTable("reports");
            report.HasKey(r => r.CorrelationId);
            report.Property(r => r.CorrelationId).HasColumnName("report_id").ValueGeneratedNever();
            report.Property(r => r.ContentJson).HasColumnName("content");
            report.Property(r => r.RowVersion).IsConcurrencyToken();
            report.Property(r => r.Severity).HasConversion<string>();
            report.Ignore(r => r.Content);
            report.HasIndex(r => new { r.AlertId, r.Sequence }).IsUnique();
            report.HasIndex(r => new { r.OpenedAt, r.CorrelationId });
            // The list's filters, each in the list's order, so that a page is read from the index as it stands.
            report.HasIndex(r => new { r.CurrentState, r.OpenedAt, r.CorrelationId });
            report.HasIndex(r => new { r.Severity, r.OpenedAt, r.CorrelationId });
            report.HasIndex(r => new { r.RuleId, r.OpenedAt, r.CorrelationId });
            report.HasIndex(r => r.ClosedAt);
        });

        modelBuilder.Entity<KeptAlert>(alert =>
        {
            alert.ToTable("report_alerts");
            alert.HasKey(a => new { a.ReportId, a.ReceivedAt, a.ReceiptId });
            alert.HasOne<Report>().WithMany().HasForeignKey(a => a.ReportId);
        });
    }

    // Once a save: a value converter with a comparer writes and reads the whole content anew whenever changes are looked for.
    private void StoreContents()
    {
        foreach (var report in ChangeTracker.Entries<Report>()) report.Entity.StoreContent();
    }
}
