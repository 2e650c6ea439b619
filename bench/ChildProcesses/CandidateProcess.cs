using System.Text.Json;
using AlertResponder.Bench.Candidates;

namespace AlertResponder.Bench.ChildProcesses;

/// <summary>A candidate as the conductor sees it.</summary>
internal sealed class CandidateProcess : IAsyncDisposable
{
    private readonly ChildProcess _child;

    private CandidateProcess(string name, ChildProcess child) => (Name, _child) = (name, child);

    public string Name { get; }

    public static async Task<CandidateProcess> StartAsync(string name, CandidateSettings settings)
    {
        var candidate = new CandidateProcess(name, ChildProcess.Start(CandidateCommand.Name, name));
        await candidate.AskAsync<Done>(new StartRequest(settings));
        return candidate;
    }

    public async Task<T> AskAsync<T>(Request request)
    {
        await _child.SendAsync(JsonSerializer.Serialize(request));
        return JsonSerializer.Deserialize<T>(await _child.ReadAsync())!;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
