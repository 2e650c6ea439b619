using AlertResponder.Emission.Testing;
using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Emission.Tests;

public sealed class When_a_chat_emitter_fails : EmitterFaults
{
    protected override async Task<EmissionWorld> StartAsync(params (string Key, string Value)[] settings) => await ChatWorld.StartAsync(settings);

    protected override async Task<string> CreatePostgresAsync() => await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();
}
