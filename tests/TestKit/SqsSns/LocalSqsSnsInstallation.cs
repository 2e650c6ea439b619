using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace AlertResponder.TestKit.SqsSns;

/// <summary>Installs the server of <c>server/package-lock.json</c> by npm, once for all test processes of a checkout.</summary>
internal static class LocalSqsSnsInstallation
{
    /// <summary>A folder to install into instead of <c>artifacts/sqs-sns</c>.</summary>
    public const string FolderVariable = "ALERTRESPONDER_SQS_SNS_FOLDER";

    private static readonly string[] Sources = ["package.json", "package-lock.json", "server.mjs"];

    /// <summary>Returns the folder of the installed server.</summary>
    /// <exception cref="InvalidOperationException">npm is missing, or failed.</exception>
    public static async Task<string> EnsureAsync()
    {
        var source = Repository.File("tests/TestKit/SqsSns/server");
        var folder = Path.Combine(Environment.GetEnvironmentVariable(FolderVariable) ?? Repository.File("artifacts/sqs-sns"), Fingerprint(source));
        var complete = Path.Combine(folder, ".complete");
        if (File.Exists(complete)) return folder;

        Directory.CreateDirectory(folder);
        await using var guard = await ProcessLock.TakeAsync(Path.Combine(folder, ".lock"), "another process has installed the SQS/SNS server");
        if (File.Exists(complete)) return folder;
        foreach (var name in Sources) File.Copy(Path.Combine(source, name), Path.Combine(folder, name), overwrite: true);
        await RunNpmAsync(folder);
        await File.WriteAllTextAsync(complete, "");
        return folder;
    }

    // Another content is another folder: what runs from the old one goes on.
    private static string Fingerprint(string source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Sources) hash.AppendData(File.ReadAllBytes(Path.Combine(source, name)));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static async Task RunNpmAsync(string folder)
    {
        var npm = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--prefer-online"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(npm)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"'npm ci' in {folder} ended with {process.ExitCode}:\n{await output}\n{errors}");
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException(
                "npm is missing: the SQS/SNS server of the tests is installed by it. Debian: apt-get install nodejs npm; others: https://nodejs.org");
        }
    }
}
