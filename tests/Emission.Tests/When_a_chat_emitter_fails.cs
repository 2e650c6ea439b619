using AlertResponder.Emission.Tests.FaultInjection;

namespace AlertResponder.Emission.Tests;

public sealed class When_a_chat_emitter_fails : EmitterFaults
{
    private protected override async Task<IFaultWorld> StartAsync(bool onPostgres) => await ChatWorld.StartAsync(onPostgres);
}
