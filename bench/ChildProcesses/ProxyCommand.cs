using System.CommandLine;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.ChildProcesses;

/// <summary><c>proxy</c>: stands before a server and adds latency to each call, until its standard input ends. Prints its address.</summary>
internal static class ProxyCommand
{
    private const string Name = "proxy";

    public static Command Create()
    {
        var server = new Argument<string>("SERVER");
        var latency = new Argument<double>("MILLISECONDS");
        var command = new Command(Name, "A process of the bench.") { server, latency };
        command.Hidden = true;
        command.SetAction((parsed, _) => RunAsync(new(parsed.GetRequiredValue(server)), TimeSpan.FromMilliseconds(parsed.GetRequiredValue(latency))));
        return command;
    }

    /// <summary>Starts it as a process of its own: it shall not take the time of whom it serves.</summary>
    public static async Task<(ChildProcess Process, Uri Url)> StartAsync(Uri server, TimeSpan latency)
    {
        var child = ChildProcess.Start(Name, $"{server}", FormattableString.Invariant($"{latency.TotalMilliseconds}"));
        return (child, new(await child.ReadAsync()));
    }

    private static async Task<int> RunAsync(Uri server, TimeSpan latency)
    {
        await using var proxy = FaultyProxy.Start(server);
        proxy.Latency = latency;
        Console.WriteLine(proxy.Url);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
