namespace AlertResponder.Database.Locations;

/// <summary>
/// The file of a SQLite database, taken for one process: two would both deliver what is left in the outbox. The operating system gives it back
/// when the process ends, however it ends. Nobody else on the machine may read it: it holds alerts, and the key of an emitter's markers.
/// </summary>
internal sealed class DataFile : IDisposable
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _taken;

    private DataFile(FileStream taken, string transport) => (_taken, Transport) = (taken, transport);

    /// <summary>The transport of the process that took the file first: the messages of another one would be missing there.</summary>
    public string Transport { get; }

    /// <summary>Takes the file, and makes it and its folder if need be.</summary>
    /// <param name="path">The database's file.</param>
    /// <param name="transport">The transport of this process.</param>
    /// <returns>The file, until it is disposed of.</returns>
    /// <exception cref="IOException">Another process has it, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static DataFile Take(string path, string transport)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        var taken = new FileStream($"{path}-lock", Private(FileMode.OpenOrCreate));
        try
        {
            var first = ReadOrWrite(taken, transport);
            foreach (var file in new[] { path, $"{path}-wal", $"{path}-shm", taken.Name }) MakePrivate(file);
            // An empty file is an empty database. SQLite gives the files beside it the same mode.
            using var made = new FileStream(path, Private(FileMode.OpenOrCreate, FileShare.ReadWrite));
            return new DataFile(taken, first);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose() => _taken.Dispose();

    private static string ReadOrWrite(FileStream taken, string transport)
    {
        using var reader = new StreamReader(taken, leaveOpen: true);
        if (reader.ReadToEnd() is { Length: > 0 } first) return first;

        using var writer = new StreamWriter(taken, leaveOpen: true);
        writer.Write(transport);
        return transport;
    }

    // What is there already may be a folder of many, and stays as it is.
    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, Mine | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions Private(FileMode mode, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mine;
        return options;
    }

    private static void MakePrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && File.GetUnixFileMode(path) != Mine) File.SetUnixFileMode(path, Mine);
    }
}
