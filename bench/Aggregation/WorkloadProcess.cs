using System.Text.Json;
using AlertResponder.Bench.ChildProcesses;

namespace AlertResponder.Bench.Aggregation;

/// <summary>A workload as the conductor sees it.</summary>
internal sealed class WorkloadProcess : IAsyncDisposable
{
    private readonly ChildProcess _child = ChildProcess.Start(WorkloadCommand.Name);

    private WorkloadProcess()
    {
    }

    public static async Task<WorkloadProcess> StartAsync(StartWorkload start)
    {
        var workload = new WorkloadProcess();
        await workload.AskAsync<Started>(start);
        return workload;
    }

    public async Task<T> AskAsync<T>(WorkloadRequest request)
    {
        await _child.SendAsync(JsonSerializer.Serialize(request));
        return JsonSerializer.Deserialize<T>(await _child.ReadAsync())!;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
