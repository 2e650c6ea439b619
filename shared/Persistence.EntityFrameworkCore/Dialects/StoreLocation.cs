using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Dialects;

/// <summary>Where a store lives, and how it is reached.</summary>
internal abstract class StoreLocation : IDisposable
{
    public abstract Dialect Dialect { get; }

    /// <summary>Whether the schema is brought up to date at each start: where one process owns the database, nobody else can mind.</summary>
    public abstract bool MigratesAtStart { get; }

    /// <summary>For people; without secrets.</summary>
    public abstract string Description { get; }

    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>Prepares the place before the database is used; a person is told what cannot be used.</summary>
    public abstract void EnsureUsable();

    /// <summary>Prepares the database itself before it is migrated.</summary>
    public abstract Task PrepareAsync(DbContext context, bool willMigrate, CancellationToken cancellationToken);

    /// <summary>What EF's model cannot say of a database that is made without migrations.</summary>
    public virtual Task CompleteAsync(DbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual void Dispose()
    {
    }
}
