using System.Collections.Concurrent;
using System.Diagnostics;
using AlertResponder.TestKit;

namespace AlertResponder.EndToEnd.Tests.Python;

/// <summary>A Python program that talks to SQS and SNS by boto3, as a process of its own.</summary>
internal sealed class PythonProcess : IDisposable
{
    private static readonly Lazy<string> Interpreter = new(Find);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private PythonProcess(Process process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <param name="program">Its path in the repository.</param>
    /// <param name="settings">Its environment variables besides those of the tests.</param>
    /// <param name="arguments">Its arguments.</param>
    public static PythonProcess Start(string program, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter.Value, [Repository.File(program), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var started = new PythonProcess(new Process { StartInfo = start });
        started._process.OutputDataReceived += (_, line) => started.Keep(line.Data);
        started._process.ErrorDataReceived += (_, line) => started.Keep(line.Data);
        started._process.Start();
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs it to its end, which must be a good one.</summary>
    public static async Task RunAsync(string program, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        using var started = Start(program, settings, arguments);
        await started._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        started._process.ExitCode.Should().Be(0, "{0} wrote {1}", program, string.Join('\n', started._lines));
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.HasExited.Should().BeFalse("it runs until it is ended; it wrote {0}", string.Join('\n', _lines));
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _lines));
        _process.Dispose();
    }

    // Debian's package is the system interpreter's, which another one on the PATH may hide.
    private static string Find()
    {
        foreach (var interpreter in new[] { "python3", "/usr/bin/python3" })
        {
            using var tried = Process.Start(new ProcessStartInfo(interpreter, ["-c", "import boto3"]) { RedirectStandardError = true })!;
            tried.WaitForExit();
            if (tried.ExitCode == 0) return interpreter;
        }

        throw new InvalidOperationException("boto3 is missing. Debian: apt-get install python3-boto3; others: pip install boto3");
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
