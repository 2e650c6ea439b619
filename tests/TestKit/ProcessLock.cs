namespace AlertResponder.TestKit;

/// <summary>Lets one process of several do what must be done once.</summary>
internal static class ProcessLock
{
    /// <summary>Waits for its turn; disposing what it returns ends it.</summary>
    public static Task<FileStream> TakeAsync(string path, string what) => Patiently.ForAsync(() => Task.FromResult(TryTake(path)), what, seconds: 600);

    private static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
