using System.Text.RegularExpressions;
using System.Xml.Linq;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using Npgsql;

namespace AlertResponder.Packages.Tests;

/// <summary>
/// A stranger's machine: the packages and templates of this checkout in a folder, and an empty folder outside of it. Nothing is left in the user's own
/// folders.
/// </summary>
public sealed partial class Workplace : IAsyncLifetime
{
    private const string Ours = "AlertResponder.";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("alertresponder-packages-");
    private LocalPostgres _postgres = null!;

    /// <summary>The folder with the packages.</summary>
    public string Feed => Folder("feed");

    /// <summary>The folder of the stranger's projects.</summary>
    public string Projects => Folder("projects");

    // The machine's own: its packages are where they always are.
    private static CommandLine Machine { get; } = new(new Dictionary<string, string>());

    private CommandLine Stranger => new(new Dictionary<string, string>
    {
        ["NUGET_PACKAGES"] = Folder("packages"),
        ["ALERTRESPONDER_TEST_POSTGRES"] = _postgres.ConnectionString("postgres"),
    });

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _postgres = await LocalPostgres.SharedAsync();
        await Machine.RunAsync(Repository.Root, "pack", "AlertResponder.sln", "-c", "Release", "-o", Feed, "-v", "quiet", "--nologo");
        await ConfigureAsync();
        await Stranger.RunAsync(Projects, "new", "install", Directory.GetFiles(Feed, "AlertResponder.Templates.*.nupkg").Single(), "--debug:custom-hive", Folder("hive"));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a solution of a template, builds it and runs its tests.</summary>
    /// <param name="template">The template's short name.</param>
    /// <param name="name">The name of the project.</param>
    /// <param name="options">The options of the template.</param>
    /// <returns>The program, and what the run of its tests wrote.</returns>
    public async Task<(string Program, string TestRun)> MakeAsync(string template, string name, params string[] options)
    {
        await Stranger.RunAsync(Projects, ["new", template, "-n", name, "--feed", Feed, .. options, "--debug:custom-hive", Folder("hive")]);
        var folder = Path.Combine(Projects, name);
        var testRun = await Stranger.RunAsync(folder, "test", "--no-ansi", "--no-progress");
        return (Path.Combine(folder, name, "bin", "Debug", "net10.0", $"{name}.dll"), testRun);
    }

    /// <summary>The databases of the PostgreSQL server that the stranger's tests have.</summary>
    /// <returns>Their names.</returns>
    public async Task<IReadOnlyList<string>> DatabasesAsync()
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT datname FROM pg_database", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }

    private static async Task<string> GlobalPackagesAsync()
    {
        var answer = await Machine.RunAsync(Repository.Root, "nuget", "locals", "global-packages", "--list");
        return answer.Split("global-packages:")[1].Trim();
    }

    // As on any machine, the other packages come from the sources that the machine has. What it has downloaded before is not downloaded again, and what
    // it may have of our own packages is not taken: it has the same version, and may be older.
    private async Task ConfigureAsync()
    {
        var fallback = Folder("fallback");
        foreach (var package in Directory.GetDirectories(await GlobalPackagesAsync()).Where(path => !IsOurs(Path.GetFileName(path))))
            Directory.CreateSymbolicLink(Path.Combine(fallback, Path.GetFileName(package)), package);
        var sources = Source().Matches(await Machine.RunAsync(Repository.Root, "nuget", "list", "source")).Select(match => match.Groups[1].Value);
        new XElement(
            "configuration",
            new XElement("fallbackPackageFolders", Add("machine", fallback)),
            new XElement("packageSources", Add("alertresponder", Feed)),
            new XElement(
                "packageSourceMapping", Mapping("alertresponder", $"{Ours}*"), sources.Select(source => Mapping(source, "*"))))
            .Save(Path.Combine(Projects, "nuget.config"));
    }

    private static bool IsOurs(string package) => package.StartsWith(Ours, StringComparison.OrdinalIgnoreCase);

    private static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

    private static XElement Mapping(string source, string pattern) =>
        new("packageSource", new XAttribute("key", source), new XElement("package", new XAttribute("pattern", pattern)));

    private string Folder(string name) => _root.CreateSubdirectory(name).FullName;

    [GeneratedRegex(@"^\s*\d+\.\s+(.+) \[Enabled\]", RegexOptions.Multiline)]
    private static partial Regex Source();
}
