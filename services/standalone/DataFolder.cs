using AlertResponder.ServiceDefaults;

namespace AlertResponder.Standalone;

/// <summary>
/// The folder with the state, for one process at a time: two would both deliver what is left in the outbox. The operating system gives the
/// lock back when the process ends, however it ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lockFile;

    private DataFolder(string path, FileStream lockFile) => (Path, _lockFile) = (path, lockFile);

    public string Path { get; }

    /// <summary>Takes the folder, and makes it if need be.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The folder, until it is disposed of.</returns>
    /// <exception cref="StartupException">Another process has it, or it cannot be written.</exception>
    public static DataFolder Take(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new DataFolder(path, new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupException($"the data folder {path} cannot be written: choose another one with --data");
        }
        catch (IOException exception)
        {
            throw new StartupException(
                $"the data folder {path} is not free ({exception.Message.TrimEnd('.')}): end the process that uses it, or choose another one with --data");
        }
    }

    public void Dispose() => _lockFile.Dispose();
}
