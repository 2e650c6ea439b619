using AlertResponder.Persistence.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>The emitter's schema on PostgreSQL.</summary>
internal sealed class PostgresEmitterDbContext(DbContextOptions<PostgresEmitterDbContext> options) : EmitterDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.UseStorableText();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(StoreName);
        base.OnModelCreating(modelBuilder);
    }
}
