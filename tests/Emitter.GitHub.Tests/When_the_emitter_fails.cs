using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Emitter.GitHub.Tests;

public sealed class When_the_emitter_fails : EmitterFaults
{
    private static readonly (string, string)[] NoPacing =
        [("GitHub:WriteInterval", "0"), ("GitHub:WritesPerMinute", "10000"), ("GitHub:WritesPerHour", "10000")];

    protected override async Task<EmissionWorld> StartAsync(params (string Key, string Value)[] settings) =>
        await EmitterWorld.StartAsync([.. NoPacing, .. settings]);

    protected override async Task<string> CreatePostgresAsync() => await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();
}
