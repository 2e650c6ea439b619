using System.Diagnostics;

namespace AlertResponder.Bench.ChildProcesses;

/// <summary>This program once more, as a process of its own, spoken to line by line. It ends with this object, and with this process.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _name;

    private ChildProcess(Process process, string name) => (_process, _name) = (process, name);

    public int Id => _process.Id;

    public static ChildProcess Start(params string[] arguments) =>
        new(
            Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!,
            string.Join(' ', arguments));

    public async Task SendAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
        }
        catch (IOException)
        {
            // It has ended: ReadAsync tells how.
        }
    }

    public async Task<string> ReadAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync() is { } line) return line;
        await _process.WaitForExitAsync();
        throw new InvalidOperationException($"the process '{_name}' has ended with code {_process.ExitCode}; what it says about that stands above");
    }

    public async ValueTask DisposeAsync()
    {
        // Nothing of it is needed any more: a bus would wait for its long polls to end.
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
