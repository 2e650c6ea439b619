using AlertResponder.Emission.Testing;

namespace SampleNamespace.Tests;

/// <summary>
/// What every emitter withstands, on SQLite, and on PostgreSQL where the environment variable <c>ALERTRESPONDER_TEST_POSTGRES</c> has the connection
/// string of a server on which databases may be created.
/// </summary>
public sealed class SampleShortFaults : EmitterFaults
{
    protected override async Task<EmissionWorld> StartAsync(params (string Key, string Value)[] settings) => await SampleShortWorld.StartAsync(settings);
}
