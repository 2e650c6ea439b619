using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>For SQLite, for <c>dotnet ef migrations add</c>, which makes the context without a host.</summary>
internal sealed class EmitterDesignTime : IDesignTimeDbContextFactory<EmitterDbContext>
{
    public EmitterDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<EmitterDbContext>().UseSqlite("Data Source=design-time.db").Options);
}

/// <summary>The same for PostgreSQL: <c>--context PostgresEmitterDbContext</c>.</summary>
internal sealed class PostgresEmitterDesignTime : IDesignTimeDbContextFactory<PostgresEmitterDbContext>
{
    public PostgresEmitterDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresEmitterDbContext>().UseNpgsql("Host=design-time").Options);
}
