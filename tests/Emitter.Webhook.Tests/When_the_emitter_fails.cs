namespace AlertResponder.Emitter.Webhook.Tests;

public sealed class When_the_emitter_fails : EmitterFaults
{
    private protected override async Task<IFaultWorld> StartAsync(bool onPostgres) =>
        onPostgres ? await WebhookWorld.StartOnPostgresAsync() : await WebhookWorld.StartAsync();
}
