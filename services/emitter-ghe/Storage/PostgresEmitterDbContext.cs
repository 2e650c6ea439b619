using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>The emitter's schema on PostgreSQL.</summary>
internal sealed class PostgresEmitterDbContext(DbContextOptions<PostgresEmitterDbContext> options) : EmitterDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(StoreName);
        base.OnModelCreating(modelBuilder);
    }
}
