using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using AlertResponder.TestKit;

namespace AlertResponder.TestStack;

/// <summary>The real program, started as an operator starts it: what it is told comes by arguments and environment variables.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    public const string Standalone = "AlertResponder.Standalone";

    private const int StartSeconds = 120;
    private const int ExitSeconds = 120;

    // A start takes a core for seconds: more of them at a time would only make each one slower.
    private static readonly SemaphoreSlim Starts = new(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private int _id;

    private ServerProcess(Process process) => _process = process;

    /// <summary>The process's id.</summary>
    public int Id => _id;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public IReadOnlyCollection<string> Output => _output;

    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>All it wrote, for the message of a failure.</summary>
    public string Transcript => $"--- process {_id} ---\n{string.Join('\n', _output)}\n{string.Join('\n', _errors.Select(line => $"(error) {line}"))}";

    /// <summary>Starts <c>serve</c> of the standalone program, or of one that adds to it, on a free port and waits until it listens.</summary>
    public static Task<ServerProcess> ServeAsync(string data, IReadOnlyDictionary<string, string> settings, string program = Standalone) =>
        ListenAsync(program, ["serve", "--urls", "http://127.0.0.1:0", "--data", data], settings);

    /// <summary>Starts one service, of this checkout or the path of another program, on a free port and waits until it listens.</summary>
    public static Task<ServerProcess> ServiceAsync(string assembly, string data, IReadOnlyDictionary<string, string> settings) =>
        ListenAsync(assembly, ["--urls", "http://127.0.0.1:0", "--Data", data], settings);

    private static async Task<ServerProcess> ListenAsync(string assembly, string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        await Starts.WaitAsync();
        try
        {
            var started = Start(assembly, arguments, settings);
            try
            {
                started.Address = await Patiently.ForAsync(() => Task.FromResult(started.ListensOn()), "the server listens", StartSeconds);
                return started;
            }
            catch (Exception exception)
            {
                await started.DisposeAsync();
                throw new InvalidOperationException($"{assembly} did not start: {exception.Message}\n{started.Transcript}", exception);
            }
        }
        finally
        {
            Starts.Release();
        }
    }

    /// <summary>Runs a command of the standalone program, or of one that adds to it, to its end.</summary>
    public static Task<Ended> RunAsync(
        string[] arguments, IReadOnlyDictionary<string, string>? settings = null, string input = "", string program = Standalone) =>
        RunAsync(program, arguments, settings ?? new Dictionary<string, string>(), input);

    /// <summary>Starts a program, and waits for nothing.</summary>
    public static ServerProcess Begin(string assembly, string[] arguments, IReadOnlyDictionary<string, string> settings) => Start(assembly, arguments, settings);

    /// <summary>Brings the database of a service up to date.</summary>
    public static async Task MigrateAsync(string assembly, IReadOnlyDictionary<string, string> settings)
    {
        var ended = await RunAsync(assembly, ["--migrate"], settings, "");
        if (ended.ExitCode != 0) throw new InvalidOperationException($"{assembly} --migrate ended with {ended.ExitCode}\n{ended.Output}\n{ended.Errors}");
    }

    private static async Task<Ended> RunAsync(string assembly, string[] arguments, IReadOnlyDictionary<string, string> settings, string input)
    {
        await Starts.WaitAsync();
        try
        {
            await using var started = Start(assembly, arguments, settings, input);
            return await started.EndAsync();
        }
        finally
        {
            Starts.Release();
        }
    }

    /// <summary>Waits until it ends.</summary>
    public async Task<Ended> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(ExitSeconds));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{string.Join(' ', _process.StartInfo.ArgumentList)} did not end within {ExitSeconds} s\n{Transcript}");
        }

        return new Ended(_process.ExitCode, string.Join('\n', _output), string.Join('\n', _errors));
    }

    /// <summary>Asks it to end, as a container's engine does.</summary>
    public async Task<Ended> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_id}"]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>Ends it as <c>kill -9</c> does: nothing in it hears of that.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static ServerProcess Start(string assembly, string[] arguments, IReadOnlyDictionary<string, string> settings, string? input = null)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = Path.IsPathRooted(assembly) ? assembly : Repository.File($"artifacts/bin/{assembly}/{configuration}/{assembly}.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Not the checkout: what the program leaves in its working folder must not end up there.
            WorkingDirectory = Path.GetTempPath(),
        };
        // What the caller's own shell has set must not decide a test.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in settings) start.Environment[name] = value;

        var started = new ServerProcess(new Process { StartInfo = start });
        started._process.OutputDataReceived += (_, line) => Keep(started._output, line.Data);
        started._process.ErrorDataReceived += (_, line) => Keep(started._errors, line.Data);
        started._process.Start();
        started._id = started._process.Id;
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        if (input is not null)
        {
            started._process.StandardInput.Write(input);
            started._process.StandardInput.Close();
        }

        return started;
    }

    private static bool IsSetting(string name) =>
        name.Contains("__", StringComparison.Ordinal) || name is "Policy" or "Data" or "Transport" or "DOTNET_ENVIRONMENT"
        || new[] { "AWS_", "ASPNETCORE_", "OTEL_" }.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }

    private Uri? ListensOn()
    {
        // Read before the lines: all that it wrote before its end is then there.
        var exited = _process.HasExited;
        foreach (var line in _output)
            if (Listening().Match(line) is { Success: true } match)
                return new Uri(match.Groups[1].Value);
        return exited ? throw new InvalidOperationException($"it ended with exit code {_process.ExitCode}") : null;
    }

    [GeneratedRegex(@"Now listening on: (http://[^\s""]+)")]
    private static partial Regex Listening();
}

/// <summary>How a command ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors);
