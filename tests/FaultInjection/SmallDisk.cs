using System.ComponentModel;
using System.Diagnostics;

namespace AlertResponder.FaultInjection.Tests;

/// <summary>A file system that is small enough to be filled, in memory. Only root may mount one, or who is let by sudo without a password.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Block = 4096;

    private readonly DirectoryInfo _mount = Directory.CreateTempSubdirectory("alertresponder-disk-");

    private SmallDisk()
    {
    }

    private string Filler => Path.Combine(_mount.FullName, "filler");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        try
        {
            await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=777", "tmpfs", disk._mount.FullName);
            return disk;
        }
        catch
        {
            disk._mount.Delete();
            throw;
        }
    }

    /// <summary>Makes a folder on it.</summary>
    public DirectoryInfo CreateFolder(string name) => Directory.CreateDirectory(Path.Combine(_mount.FullName, name));

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[Block];
        try
        {
            while (true) filler.Write(block);
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void MakeRoom() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        // Lazily: nothing that still has a file open on it may keep the mount from going.
        await RunAsync("umount", "--lazy", _mount.FullName);
        _mount.Delete();
    }

    private static async Task RunAsync(params string[] command)
    {
        if (!Environment.IsPrivilegedProcess) command = ["sudo", "--non-interactive", .. command];
        var said = "";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
            said = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode == 0) return;
        }
        catch (Win32Exception exception)
        {
            said = exception.Message;
        }

        throw new InvalidOperationException($"This test needs a disk of its own; '{string.Join(' ', command)}' failed: {said.Trim()}. Run it as root, or allow sudo");
    }
}
