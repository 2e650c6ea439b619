namespace AlertResponder.Database;

/// <summary>The database systems.</summary>
public enum DatabaseKind
{
    /// <summary>A file that belongs to one process.</summary>
    Sqlite,

    /// <summary>A schema on a server, which any number of processes share.</summary>
    PostgreSql,
}
