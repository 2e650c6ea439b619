using AlertResponder.Database.Errors;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database.Locations;

/// <summary>Where a database is, and how it is reached.</summary>
internal abstract class DatabaseLocation(string name, string connection) : IDisposable
{
    public string Name => name;

    /// <summary>The name of the connection string that puts it on PostgreSQL.</summary>
    public string Connection => connection;

    public abstract DatabaseKind Kind { get; }

    public abstract DatabaseErrors Errors { get; }

    /// <summary>For people; without secrets.</summary>
    public abstract string Description { get; }

    /// <summary>Whether the schema is brought up to date at each start: where one process owns the database, nobody else can mind.</summary>
    public abstract bool MigratesAtStart { get; }

    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>Prepares the place before the database is used, or says what is wrong with it.</summary>
    public virtual void EnsureUsable()
    {
    }

    /// <summary>Says what is wrong with the database itself, before it is migrated or used.</summary>
    /// <exception cref="DatabaseSetupException">It cannot be used.</exception>
    public virtual Task EnsureUsableAsync(DbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Prepares the database itself before it is migrated.</summary>
    public virtual Task PrepareAsync(DbContext context, bool willMigrate, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does something to the schema while no other process does.</summary>
    public virtual Task WithSchemaLockedAsync(DbContext context, Func<Task> work, CancellationToken cancellationToken) => work();

    public virtual void Dispose()
    {
    }
}
