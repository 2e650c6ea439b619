using System.Text.Json;
using AlertResponder.Bench.Contenders;

namespace AlertResponder.Bench.Conversation;

/// <summary>A contender as the conductor sees it.</summary>
internal sealed class ContenderProcess : IAsyncDisposable
{
    private readonly Child _child;

    private ContenderProcess(string name, Child child) => (Name, _child) = (name, child);

    public string Name { get; }

    public static async Task<ContenderProcess> StartAsync(string name, ContenderSettings settings)
    {
        var contender = new ContenderProcess(name, Child.Start(ContenderCommand.Name, name));
        await contender.AskAsync<Done>(new StartRequest(settings));
        return contender;
    }

    public async Task<T> AskAsync<T>(Request request)
    {
        await _child.SendAsync(JsonSerializer.Serialize(request));
        return JsonSerializer.Deserialize<T>(await _child.ReadAsync())!;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
