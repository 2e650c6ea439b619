using System.Diagnostics;

namespace AlertResponder.Packages.Tests;

/// <summary>Runs <c>dotnet</c> as a person does.</summary>
/// <param name="environment">The environment variables that it has besides those of this process.</param>
internal sealed class CommandLine(IReadOnlyDictionary<string, string> environment)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    // What the test runner and its build have set is meant for them.
    private static readonly string[] OfTheRunner = ["MSBUILD", "TESTINGPLATFORM"];

    /// <summary>Runs a command to its end.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="arguments">The arguments of <c>dotnet</c>.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public async Task<string> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfTheRunner).ToList()) start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = start.Environment["DOTNET_NOLOGO"] = "1";
        // No server of the compiler or of MSBuild stays when this has ended.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        var began = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        var command = $"dotnet {string.Join(' ', arguments)}";
        var text = $"{await output}\n{await errors}";
        TestContext.Current.TestOutputHelper?.WriteLine($"{command}: {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s");
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{command} ended with {process.ExitCode}\n{text}");
    }

    private static bool IsOfTheRunner(string name) => OfTheRunner.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
