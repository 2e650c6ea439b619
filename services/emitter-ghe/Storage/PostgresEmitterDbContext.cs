using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>The emitter's schema on PostgreSQL.</summary>
internal sealed class PostgresEmitterDbContext(DbContextOptions<PostgresEmitterDbContext> options) : EmitterDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().HaveConversion<StorableText>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(StoreName);
        base.OnModelCreating(modelBuilder);
    }

    /// <summary>PostgreSQL's text has no NUL and no half of a surrogate pair, and a failure's message may.</summary>
    private sealed class StorableText() : ValueConverter<string, string>(text => Storable(text), text => text)
    {
        private static string Storable(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') || text.Contains('\0')
            ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD')))
            : text;
    }
}
