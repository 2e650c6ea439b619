using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AlertResponder.Reviewer.Storage;

/// <summary>For SQLite, for <c>dotnet ef migrations add</c>, which makes the context without a host.</summary>
internal sealed class ReviewerDesignTime : IDesignTimeDbContextFactory<ReviewerDbContext>
{
    public ReviewerDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ReviewerDbContext>().UseSqlite("Data Source=design-time.db").Options);
}

/// <summary>The same for PostgreSQL: <c>--context PostgresReviewerDbContext</c>.</summary>
internal sealed class PostgresReviewerDesignTime : IDesignTimeDbContextFactory<PostgresReviewerDbContext>
{
    public PostgresReviewerDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresReviewerDbContext>().UseNpgsql("Host=design-time").Options);
}
