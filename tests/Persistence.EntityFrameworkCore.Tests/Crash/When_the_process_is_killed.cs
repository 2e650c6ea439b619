using System.Diagnostics;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Crash;

public sealed class When_the_process_is_killed(ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_was_acknowledged_takes_effect_once()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var database = TestDatabase.Sqlite();
        var acknowledged = new List<string>();
        for (var kill = 0; kill < 4; kill++) acknowledged.AddRange(await RunAndKillAsync(database.Path, after: random.Next(1, 40)));

        await using var host = await CrashWorker.StartAsync(database);
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 0, "all is delivered", 60);

        var notes = await host.NotesAsync();
        var requests = notes.Where(note => note.StartsWith("request ", StringComparison.Ordinal)).Select(note => note["request ".Length..]).ToList();
        requests.Should().Contain(acknowledged);
        var works = requests.SelectMany(request => Enumerable.Range(0, CrashWorker.MessagesPerRequest).Select(i => $"{request}.{i}")).ToList();
        notes.Should().BeEquivalentTo([
            .. requests.Select(request => $"request {request}"), .. works, .. works.Select(work => $"any {work}"), .. works.Select(work => $"followed {work}")]);
    }

    private static async Task<List<string>> RunAndKillAsync(string folder, int after)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[CrashWorker.FolderVariable] = folder;
        using var process = Process.Start(start)!;
        var acknowledged = new List<string>();
        while (acknowledged.Count < after && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } request)
            acknowledged.Add(request);
        process.HasExited.Should().BeFalse("it works until it is killed");
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return acknowledged;
    }
}
