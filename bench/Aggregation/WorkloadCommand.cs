using System.CommandLine;
using System.Text.Json;

namespace AlertResponder.Bench.Aggregation;

/// <summary><c>workload</c>: a workload's process, told by its standard input what to do until that ends.</summary>
internal static class WorkloadCommand
{
    public const string Name = "workload";

    public static Command Create()
    {
        var command = new Command(Name, "A process of the bench.") { Hidden = true };
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static async Task<int> RunAsync()
    {
        if (await ReadAsync() is not StartWorkload start) return 1;
        await using var workload = await Workload.StartAsync(start);
        Answer(new Started());
        while (await ReadAsync() is { } request)
        {
            Answer(request switch
            {
                Aggregate aggregate => new Aggregated(await workload.AggregateAsync(aggregate.Pattern)),
                ReadUsage => new Usage(Environment.CpuUsage.TotalTime.TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true)),
                ReadLastReport => workload.LastReport.Read(),
                _ => throw new InvalidOperationException($"a workload cannot answer {request}"),
            });
        }

        return 0;
    }

    private static async Task<WorkloadRequest?> ReadAsync() =>
        await Console.In.ReadLineAsync() is { } line ? JsonSerializer.Deserialize<WorkloadRequest>(line) : null;

    private static void Answer(object answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
}
