using System.Diagnostics;

namespace AlertResponder.Bench.Intake;

/// <summary>Rounds of alerts, one a request or many.</summary>
internal sealed class IntakeBench(IntakeLoad load, Process server)
{
    public async Task<IntakeResult> RunAsync(int alerts, int warmUpRequests, int rounds, int requests)
    {
        await load.SendAsync(warmUpRequests, alerts);
        var result = new IntakeResult(alerts, [], [], []);
        for (var round = 0; round < rounds; round++)
        {
            var cpuBefore = Cpu();
            var begin = TimeProvider.System.GetTimestamp();
            result.Milliseconds.AddRange(await load.SendAsync(requests, alerts));
            result.PerSecond.Add(requests * alerts / TimeProvider.System.GetElapsedTime(begin).TotalSeconds);
            result.CpuPerAlert.Add((Cpu() - cpuBefore).TotalMilliseconds / (requests * alerts));
        }

        return result;
    }

    private TimeSpan Cpu()
    {
        server.Refresh();
        return server.TotalProcessorTime;
    }
}
