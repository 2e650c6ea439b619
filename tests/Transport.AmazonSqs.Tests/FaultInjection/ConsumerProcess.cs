using System.Diagnostics;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>A process that consumes, writes each number that it has handled as a line, and waits to be killed.</summary>
internal sealed class ConsumerProcess : IAsyncDisposable
{
    public const string Variable = "SQS_CONSUMER";

    private const string ScopeVariable = "SQS_CONSUMER_SCOPE";

    private readonly Process _process;

    private ConsumerProcess(Process process) => _process = process;

    /// <summary>Starts one; what it handles is counted.</summary>
    public static ConsumerProcess Start(Uri server, string scope, Tally tally)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            Environment = { [Variable] = $"{server}", [ScopeVariable] = scope },
        };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) =>
        {
            if (int.TryParse(line.Data, out var number)) tally.Add(number);
        };
        process.Start();
        process.BeginOutputReadLine();
        return new ConsumerProcess(process);
    }

    /// <summary>What the process does.</summary>
    public static async Task<int> RunAsync(string server)
    {
        await using var bus = await TestBus.StartAsync(
            new Uri(server),
            bus =>
            {
                bus.SetVisibilityTimeout(3);
                bus.AddTally(new Tally(), context => Console.Out.WriteLineAsync($"{context.Message.Number}"));
            },
            scope: Environment.GetEnvironmentVariable(ScopeVariable));
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
