namespace AlertResponder.Emitter.Slack.Tests;

/// <summary>One message, and one reply a further verdict, whatever happens.</summary>
public sealed class When_the_emitter_fails : EmitterFaults
{
    private protected override async Task<IFaultWorld> StartAsync(bool onPostgres) =>
        onPostgres ? await SlackWorld.StartAsync(("Slack:MinSeverity", "Safe"), await SlackWorld.PostgresAsync()) : await SlackWorld.StartAsync(("Slack:MinSeverity", "Safe"));
}
