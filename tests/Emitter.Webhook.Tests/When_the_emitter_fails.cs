using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Emitter.Webhook.Tests;

public sealed class When_the_emitter_fails : EmitterFaults
{
    protected override async Task<EmissionWorld> StartAsync(params (string Key, string Value)[] settings) => await WebhookWorld.StartAsync(settings);

    protected override async Task<string> CreatePostgresAsync() => await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();
}
