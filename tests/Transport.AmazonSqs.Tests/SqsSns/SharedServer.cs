using AlertResponder.TestKit.SqsSns;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

/// <summary>One server in memory for all tests that do not harm it: each uses names of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private LocalSqsSns? _server;

    public Uri Url => _server!.Url;

    public async ValueTask InitializeAsync() => _server = await LocalSqsSns.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
