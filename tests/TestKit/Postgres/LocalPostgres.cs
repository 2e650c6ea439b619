using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace AlertResponder.TestKit.Postgres;

/// <summary>
/// A PostgreSQL server of its own on a free loopback port, with a data folder that is deleted in the end. It ends with this object, and with
/// this process, killed or not.
/// </summary>
public sealed class LocalPostgres : IAsyncDisposable
{
    // Below the ports that the system gives to outgoing connections (32768 on Linux): none of these takes the port of a server that restarts.
    private const int FirstPort = 20_000;
    private const int LastPort = 32_000;

    private const string Ready = "database system is ready to accept connections";

    // Its arguments are the data folder and the server's command line. A line on standard input is a signal to the server; when the input ends,
    // by Dispose or with the process that holds the other end, the server ends at once and its data with it.
    private const string Keeper = """
        folder=$1; shift
        exec 3<&0
        "$@" & server=$!
        (if read -r signal <&3; then kill -s "$signal" $server; else kill -s QUIT $server; exit 3; fi) >/dev/null 2>&1 & reader=$!
        wait $server; code=$?
        { kill $reader; wait $reader; } 2>/dev/null
        [ $? != 3 ] || rm -rf "$folder"
        exit $code
        """;

    private static readonly Lazy<Task<LocalPostgres>> Shared = new(() => StartAsync(durable: false));

    private readonly string _programs;
    private readonly bool _durable;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"alertresponder-postgres-{Guid.NewGuid():N}");
    private Process? _process;

    private LocalPostgres(string programs, bool durable)
    {
        _programs = programs;
        _durable = durable;
    }

    /// <summary>Where it listens on 127.0.0.1, also after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>The server's first process; the others are its children.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public int ProcessId => _process is null
        ? throw new InvalidOperationException("PostgreSQL does not run")
        : int.Parse(File.ReadLines(Path.Combine(_folder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>The server of all tests of this process that do not harm it, each with databases of its own. It is fast, and not durable.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is missing, or does not start.</exception>
    public static Task<LocalPostgres> SharedAsync() => Shared.Value;

    /// <summary>Starts a server with no databases, and installs PostgreSQL before if need be.</summary>
    /// <param name="durable">
    /// Whether a commit waits until it is on the disk, as in production; without, it is faster. Both survive <see cref="KillAsync"/>.
    /// </param>
    /// <exception cref="InvalidOperationException">PostgreSQL is missing, or does not start.</exception>
    public static async Task<LocalPostgres> StartAsync(bool durable = true)
    {
        var server = new LocalPostgres(await LocalPostgresInstallation.EnsureAsync(), durable);
        await server.InitializeAsync();
        for (var attempt = 1; ; attempt++)
        {
            server.Port = Random.Shared.Next(FirstPort, LastPort);
            var problem = await server.TryRunAsync();
            if (problem is null) return server;
            if (attempt < 20 && problem.Contains("Address already in use", StringComparison.Ordinal)) continue;
            await server.DisposeAsync();
            throw NotStarted(problem);
        }
    }

    /// <summary>How to reach a database of that name.</summary>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

    /// <summary>Creates an empty database.</summary>
    /// <param name="name">Its name, of letters, digits and underscores; a random one by default.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? name = null)
    {
        name ??= $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"""CREATE DATABASE "{name}" """, connection);
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Ends all its processes at once, as a crash would. Connections break, and nobody answers until a restart.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            // Not the shell: it waits for the first process, which would stay for a while as a zombie and keep another from its data folder.
            using var first = Process.GetProcessById(ProcessId);
            first.Kill(entireProcessTree: true);
        }

        await EndAsync();
    }

    /// <summary>Ends the server in order: it breaks connections, rolls back what is under way, and writes all to the disk.</summary>
    public async Task StopAsync()
    {
        if (_process is not null) await _process.StandardInput.WriteLineAsync("INT");
        await EndAsync();
    }

    /// <summary>Starts it on the same port with the same data; if it runs, it is stopped before.</summary>
    /// <exception cref="InvalidOperationException">The server does not start.</exception>
    public async Task RestartAsync()
    {
        await StopAsync();
        if (await TryRunAsync() is { } problem) throw NotStarted(problem);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process?.StandardInput.Close();
        await EndAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static InvalidOperationException NotStarted(string problem) => new($"The local PostgreSQL does not start: {problem}");

    // PostgreSQL refuses to run as root: Debian's package has made a user for it.
    private static string[] AsItsUser(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments]
        : [program, .. arguments];

    private async Task InitializeAsync()
    {
        // It listens on loopback only, and everything in it is made up: whoever is on this machine may come in.
        var command = AsItsUser(
            Path.Combine(_programs, "initdb"), "-D", _folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await LocalPostgresInstallation.RunAsync(command[0], command[1..]);
    }

    /// <summary>Returns what went wrong, or null.</summary>
    private async Task<string?> TryRunAsync()
    {
        Dictionary<string, string> settings = new()
        {
            ["port"] = $"{Port}",
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "",
            ["max_connections"] = "200",
            ["fsync"] = _durable ? "on" : "off",
            ["full_page_writes"] = _durable ? "on" : "off",
        };
        var server = AsItsUser(
            Path.Combine(_programs, "postgres"), ["-D", _folder, .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })]);
        _process = Process.Start(new ProcessStartInfo("sh", ["-c", Keeper, "sh", _folder, .. server])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        var errors = new StringBuilder();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (ready.Task.IsCompleted) return;
            errors.AppendLine(line.Data);
            if (line.Data is null || line.Data.EndsWith(Ready, StringComparison.Ordinal)) ready.SetResult();
        };
        _process.BeginErrorReadLine();
        await ready.Task;
        var log = errors.ToString().Trim();
        if (log.EndsWith(Ready, StringComparison.Ordinal)) return null;
        await EndAsync();
        return log;
    }

    private async Task EndAsync()
    {
        if (_process is null) return;
        // All its processes hold the other end of standard error, whose end this waits for: none is left then.
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }
}
