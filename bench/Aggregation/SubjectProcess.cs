using System.Text.Json;
using AlertResponder.Bench.Conversation;

namespace AlertResponder.Bench.Aggregation;

/// <summary>A subject as the conductor sees it.</summary>
internal sealed class SubjectProcess : IAsyncDisposable
{
    private readonly Child _child = Child.Start(SubjectCommand.Name);

    private SubjectProcess()
    {
    }

    public static async Task<SubjectProcess> StartAsync(StartSubject start)
    {
        var subject = new SubjectProcess();
        await subject.AskAsync<Started>(start);
        return subject;
    }

    public async Task<T> AskAsync<T>(SubjectRequest request)
    {
        await _child.SendAsync(JsonSerializer.Serialize(request));
        return JsonSerializer.Deserialize<T>(await _child.ReadAsync())!;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
