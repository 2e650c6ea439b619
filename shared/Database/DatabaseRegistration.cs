using AlertResponder.Database.Locations;

namespace AlertResponder.Database;

/// <summary>A database that <c>AddDatabase</c> registered; <c>GetDatabases</c> lists them.</summary>
public sealed class DatabaseRegistration
{
    internal DatabaseRegistration(Type context, DatabaseLocation location) => (Context, Location) = (context, location);

    /// <summary>The context's type, as it is injected.</summary>
    public Type Context { get; }

    /// <summary>The name of the file on SQLite and, with an underscore for each hyphen, of the schema on PostgreSQL.</summary>
    public string Name => Location.Name;

    /// <summary>The name of the connection string that puts it on PostgreSQL; several databases may share one.</summary>
    public string Connection => Location.Connection;

    /// <summary>On which database system it is: on PostgreSQL when its connection string is set.</summary>
    public DatabaseKind Kind => Location.Kind;

    /// <summary>Where it is, for people; without secrets.</summary>
    public string Description => Location.Description;

    internal DatabaseLocation Location { get; }
}
