using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Reviewer.Storage;

/// <summary>The reviewer's schema on PostgreSQL.</summary>
internal sealed class PostgresReviewerDbContext(DbContextOptions<PostgresReviewerDbContext> options) : ReviewerDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(DatabaseName);
        base.OnModelCreating(modelBuilder);
    }
}
