using System.Diagnostics;
using System.Globalization;

namespace AlertResponder.TestKit.Postgres;

/// <summary>Finds the newest PostgreSQL of this machine, and installs Debian's when there is none.</summary>
internal static class LocalPostgresInstallation
{
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <summary>Returns the folder of <c>postgres</c> and <c>initdb</c>.</summary>
    /// <exception cref="InvalidOperationException">There is none, and it cannot be installed.</exception>
    public static async Task<string> EnsureAsync()
    {
        if (Find() is { } found) return found;
        if (!Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/apt-get"))
            throw new InvalidOperationException(
                "PostgreSQL is missing: tests start servers of their own. Debian: apt-get install postgresql; others: put initdb and postgres on the PATH");

        Directory.CreateDirectory(Repository.File("artifacts"));
        await using var guard = await ProcessLock.TakeAsync(Repository.File("artifacts/postgres.lock"), "another process has installed PostgreSQL");
        if (Find() is { } installed) return installed;
        await RunAsync("apt-get", ["update", "-q"]);
        await RunAsync("apt-get", ["install", "-yq", "--no-install-recommends", "postgresql"]);
        return Find() ?? throw new InvalidOperationException($"apt-get has installed postgresql, but {DebianFolder}/*/bin/initdb is not there");
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It ends with another code than 0.</exception>
    public static async Task RunAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            // The folder of a root user is closed to the one that PostgreSQL runs as.
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', start.ArgumentList)}' ended with {process.ExitCode}:\n{await output}\n{errors}");
    }

    private static string? Find()
    {
        var debian = Directory.Exists(DebianFolder) ? Directory.GetDirectories(DebianFolder) : [];
        var newestFirst = debian.OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0);
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return newestFirst.Select(folder => Path.Combine(folder, "bin")).Concat(path)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }
}
