using System.CommandLine;
using System.Text.Json;
using AlertResponder.Bench.Candidates;

namespace AlertResponder.Bench.ChildProcesses;

/// <summary><c>candidate</c>: a candidate's process, told by its standard input what to do until that ends.</summary>
internal static class CandidateCommand
{
    public const string Name = "candidate";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var name = new Argument<string>("NAME");
        var command = new Command(Name, "A process of the bench.") { name };
        command.Hidden = true;
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(name)));
        return command;
    }

    private static async Task<int> RunAsync(string name)
    {
        if (await ReadAsync() is not StartRequest start) return 1;
        using var arrivals = new Arrivals(start.Settings.Window);
        var calls = new ApiCalls();
        await using var candidate = CandidateList.Create(name, start.Settings, arrivals, calls);
        await candidate.StartAsync();
        Answer(new Done());

        var measurement = new Measurement(candidate, arrivals, calls, Patience);
        while (await ReadAsync() is { } request)
        {
            Answer(request switch
            {
                RoundRequest round => await measurement.RoundAsync(round),
                LatencyRequest latency => await measurement.LatencyAsync(latency),
                IdleRequest idle => await measurement.IdleAsync(idle),
                BusStartRequest bus => await measurement.BusStartAsync(bus),
                TallyRequest => measurement.Tally(),
                _ => throw new InvalidOperationException($"a candidate cannot answer {request}"),
            });
        }

        return 0;
    }

    private static async Task<Request?> ReadAsync() =>
        await Console.In.ReadLineAsync() is { } line ? JsonSerializer.Deserialize<Request>(line) : null;

    private static void Answer(object answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
}
