using System.CommandLine;
using System.Text.Json;

namespace AlertResponder.Bench.Aggregation;

/// <summary><c>subject</c>: a subject's process, told by its standard input what to do until that ends.</summary>
internal static class SubjectCommand
{
    public const string Name = "subject";

    public static Command Create()
    {
        var command = new Command(Name, "A process of the bench.") { Hidden = true };
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static async Task<int> RunAsync()
    {
        if (await ReadAsync() is not StartSubject start) return 1;
        await using var subject = await Subject.StartAsync(start);
        Answer(new Started());
        while (await ReadAsync() is { } request)
        {
            Answer(request switch
            {
                Aggregate aggregate => new Aggregated(await subject.AggregateAsync(aggregate.Pattern)),
                ReadUsage => new Usage(Environment.CpuUsage.TotalTime.TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true)),
                ReadLastReport => subject.LastReport.Read(),
                _ => throw new InvalidOperationException($"a subject cannot answer {request}"),
            });
        }

        return 0;
    }

    private static async Task<SubjectRequest?> ReadAsync() =>
        await Console.In.ReadLineAsync() is { } line ? JsonSerializer.Deserialize<SubjectRequest>(line) : null;

    private static void Answer(object answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
}
