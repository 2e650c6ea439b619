namespace AlertResponder.Emitter.GitHub.Tests;

public sealed class When_the_emitter_fails : EmitterFaults
{
    private static readonly (string, string)[] NoPacing =
        [("GitHub:WriteInterval", "0"), ("GitHub:WritesPerMinute", "10000"), ("GitHub:WritesPerHour", "10000")];

    private protected override async Task<IFaultWorld> StartAsync(bool onPostgres) =>
        onPostgres ? await EmitterWorld.StartOnPostgresAsync(NoPacing) : await EmitterWorld.StartAsync(NoPacing);
}
