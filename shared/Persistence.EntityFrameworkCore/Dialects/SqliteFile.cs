using Microsoft.Data.Sqlite;

namespace AlertResponder.Persistence.EntityFrameworkCore.Dialects;

/// <summary>Where a store lives.</summary>
internal sealed record SqliteFile(string Folder, string Path)
{
    public string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = Path,
        DefaultTimeout = SqliteConnections.BusySeconds,
    }.ToString();

    public static SqliteFile For(string folder, string name)
    {
        var full = System.IO.Path.GetFullPath(folder);
        return new SqliteFile(full, System.IO.Path.Combine(full, $"{name}.db"));
    }

    /// <summary>Makes the folder, and tells in words for an operator when it cannot be written.</summary>
    public void EnsureWritable()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            var probe = System.IO.Path.Combine(Folder, $".write-test-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidOperationException(
                $"{StoreServiceCollectionExtensions.DataKey}='{Folder}' cannot be written: {exception.Message} Name a folder that this process may write.",
                exception);
        }
    }
}
