using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace AlertResponder.TestKit.SqsSns;

/// <summary>
/// A server with the APIs of SQS and SNS, in a process of its own on a free loopback port, for this process and others: they need its
/// <see cref="Url"/> only, any region and any credentials. It ends with this object, and with this process.
/// </summary>
/// <remarks>
/// It delivers in random order, and enforces neither signatures, queue policies, the limit of 10 attributes, nor the total size of a batch.
/// </remarks>
public sealed class LocalSqsSns : IAsyncDisposable
{
    // Below the ports that the system gives to outgoing connections (32768 on Linux): none of these takes the port of a server that restarts.
    private const int FirstPort = 20_000;
    private const int LastPort = 32_000;

    private readonly string _installation;
    private readonly string? _dataFolder;
    private Process? _process;

    private LocalSqsSns(string installation, string? dataFolder)
    {
        _installation = installation;
        _dataFolder = dataFolder;
    }

    /// <summary>Where it answers, also after a restart.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>The port of <see cref="Url"/>.</summary>
    public int Port { get; private set; }

    /// <summary>The server's process.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public int ProcessId => Running.Id;

    private Process Running => _process ?? throw new InvalidOperationException("the SQS/SNS server does not run");

    /// <summary>Starts a server, and installs it before if need be.</summary>
    /// <param name="dataFolder">Where it keeps queues, topics and messages over a restart; without it in memory only, and faster.</param>
    /// <exception cref="InvalidOperationException">npm is missing, or the server does not start.</exception>
    public static async Task<LocalSqsSns> StartAsync(string? dataFolder = null)
    {
        var server = new LocalSqsSns(await LocalSqsSnsInstallation.EnsureAsync(), dataFolder);
        for (var attempt = 1; ; attempt++)
        {
            server.Port = Random.Shared.Next(FirstPort, LastPort);
            var problem = await server.TryRunAsync();
            if (problem is null) return server;
            if (attempt == 20 || !problem.Contains("EADDRINUSE", StringComparison.Ordinal)) throw NotStarted(problem);
        }
    }

    /// <summary>Ends the server at once, as a crash would. Connections break, and nobody answers until a restart.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Kills the server if it runs and starts it on the same port.</summary>
    /// <param name="empty">Without queues, topics and messages, also with a data folder.</param>
    /// <exception cref="InvalidOperationException">The server does not start.</exception>
    public async Task RestartAsync(bool empty = false)
    {
        await KillAsync();
        if (empty && Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
        if (await TryRunAsync() is { } problem) throw NotStarted(problem);
    }

    /// <summary>How many messages came into each queue since the server's start, by the queue's name. One caller at a time.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public async Task<IReadOnlyDictionary<string, long>> MessagesAsync()
    {
        await Running.StandardInput.WriteLineAsync();
        var line = await Running.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the SQS/SNS server has ended");
        return JsonSerializer.Deserialize<Dictionary<string, long>>(line)!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private static InvalidOperationException NotStarted(string problem) => new($"The local SQS/SNS server does not start: {problem}");

    /// <summary>Returns what went wrong, or null.</summary>
    private async Task<string?> TryRunAsync()
    {
        if (_dataFolder is not null) Directory.CreateDirectory(_dataFolder);
        string[] arguments = ["server.mjs", $"{Port}", .. _dataFolder is null ? Array.Empty<string>() : [Path.GetFullPath(_dataFolder)]];
        _process = Process.Start(new ProcessStartInfo(Path.Combine(_installation, "node_modules/node/bin/node"), arguments)
        {
            WorkingDirectory = _installation,
            // The server ends when this end of it is closed.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = new StringBuilder();
        _process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        if (await _process.StandardOutput.ReadLineAsync() is not null) return null;
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        return errors.ToString().Trim();
    }
}
