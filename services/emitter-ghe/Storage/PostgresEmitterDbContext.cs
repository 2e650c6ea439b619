using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>The emitter's schema on PostgreSQL.</summary>
internal sealed class PostgresEmitterDbContext(DbContextOptions<PostgresEmitterDbContext> options) : EmitterDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.UsePostgresText();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(DatabaseName);
        base.OnModelCreating(modelBuilder);
    }
}
