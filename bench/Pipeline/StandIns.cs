using System.Text.Json;
using System.Text.RegularExpressions;
using AlertResponder.Bench.ChildProcesses;

namespace AlertResponder.Bench.Pipeline;

/// <summary>The stand-ins as the conductor sees them.</summary>
internal sealed partial class StandIns : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly ChildProcess _child;

    private StandIns(ChildProcess child, StandInSettings settings) => (_child, Settings) = (child, settings);

    public StandInSettings Settings { get; }

    public int ProcessId => _child.Id;

    public static async Task<StandIns> StartAsync()
    {
        var child = StandInsCommand.Start();
        return new StandIns(child, JsonSerializer.Deserialize<StandInSettings>(await child.ReadAsync())!);
    }

    /// <summary>How many reports have a verdict at their issue so far.</summary>
    public Task<int> CompleteAsync() => AskAsync<int>("");

    /// <summary>The issues of each report, which should be one.</summary>
    public async Task<ILookup<Guid, Emitted>> IssuesAsync() => (await AskAsync<List<Emitted>>("issues")).ToLookup(issue => ReportOf(issue.Marker));

    /// <summary>The incidents of each report, which should be one: after a time also when some are missing.</summary>
    /// <param name="expected">How many there are to be.</param>
    public async Task<ILookup<Guid, Incident>> IncidentsAsync(int expected)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var incidents = await AskAsync<List<Incident>>(StandInsCommand.Incidents);
            if (incidents.Count >= expected || TimeProvider.System.GetElapsedTime(since) > Patience) return incidents.ToLookup(incident => incident.ReportId);
            await Task.Delay(Poll);
        }
    }

    /// <summary>Reads the report's id from the line that the emitter knows its issue by.</summary>
    public static Guid ReportOf(string marker) => Guid.Parse(Marker().Match(marker).Groups[1].Value);

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private async Task<T> AskAsync<T>(string question)
    {
        await _child.SendAsync(question);
        return JsonSerializer.Deserialize<T>(await _child.ReadAsync())!;
    }

    [GeneratedRegex(@":issue:([0-9a-f-]{36}):")]
    private static partial Regex Marker();
}
