using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AlertResponder.Reviewer.Storage;

/// <summary>For <c>dotnet ef migrations add</c>, which makes the context without a host.</summary>
internal sealed class ReviewerDesignTime : IDesignTimeDbContextFactory<ReviewerDbContext>
{
    public ReviewerDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ReviewerDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
