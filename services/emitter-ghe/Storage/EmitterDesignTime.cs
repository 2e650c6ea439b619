using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>For <c>dotnet ef migrations add</c>, which makes the context without a host.</summary>
internal sealed class EmitterDesignTime : IDesignTimeDbContextFactory<EmitterDbContext>
{
    public EmitterDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<EmitterDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
