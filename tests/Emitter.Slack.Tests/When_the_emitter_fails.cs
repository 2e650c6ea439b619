using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Emitter.Slack.Tests;

/// <summary>One message, and one reply a further verdict, whatever happens.</summary>
public sealed class When_the_emitter_fails : EmitterFaults
{
    protected override async Task<EmissionWorld> StartAsync(params (string Key, string Value)[] settings) =>
        await SlackWorld.StartAsync([("Slack:MinSeverity", "Safe"), .. settings]);

    protected override async Task<string> CreatePostgresAsync() => await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();
}
