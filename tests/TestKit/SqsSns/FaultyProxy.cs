using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AlertResponder.TestKit.SqsSns;

/// <summary>
/// Stands between AWS clients and an SQS/SNS server on loopback: adds latency, breaks what it is told to, and counts the requests by their
/// action. It copies bytes between sockets and parses nothing but the heads of requests: it does not limit what a bench measures.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ConcurrentDictionary<ProxyConnection, Task> _connections = new();
    private readonly ConcurrentDictionary<string, int> _requests = new();
    private readonly Lock _lock = new();
    private readonly List<Order> _orders = [];
    private readonly Uri _server;
    private readonly Task _accepting;

    private FaultyProxy(Uri server)
    {
        _server = server;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients find it.</summary>
    public Uri Url { get; }

    /// <summary>How long each request is held back before the server gets it.</summary>
    /// <value>None by default.</value>
    public TimeSpan Latency { get; set; }

    /// <summary>The requests so far by their action (<c>ReceiveMessage</c>, <c>PublishBatch</c>, ...), those that failed included.</summary>
    public IReadOnlyDictionary<string, int> Requests => _requests;

    /// <summary>Gets the action and the body of each request that goes on to the server; called from many threads.</summary>
    /// <value>None by default.</value>
    public Action<string, ReadOnlySpan<byte>>? Watch { get; set; }

    /// <summary>Starts to listen on a free port.</summary>
    /// <param name="server">The server behind it, which need not run yet.</param>
    public static FaultyProxy Start(Uri server) => new(server);

    /// <summary>Lets the next requests fail.</summary>
    /// <param name="fault">How.</param>
    /// <param name="requests">How many of them.</param>
    /// <param name="when">Tells by the action which ones; all by default.</param>
    public void Fail(ProxyFault fault, int requests = 1, Func<string, bool>? when = null)
    {
        lock (_lock) _orders.Add(new(fault, when) { Left = requests });
    }

    /// <summary>Ends every order of <see cref="Fail"/>.</summary>
    public void Heal()
    {
        lock (_lock) _orders.Clear();
    }

    /// <summary>Resets all connections of the moment, those with a request under way included.</summary>
    public void ResetConnections()
    {
        foreach (var connection in _connections.Keys) connection.Dispose();
    }

    /// <summary>Counts from zero again.</summary>
    public void ForgetRequests() => _requests.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        ResetConnections();
        await Task.WhenAll(_connections.Values);
    }

    /// <summary>Counts a request, and tells what is to happen to it.</summary>
    internal ProxyFault? Judge(string action)
    {
        _requests.AddOrUpdate(action, 1, static (_, count) => count + 1);
        lock (_lock)
        {
            foreach (var order in _orders)
            {
                if (order.When?.Invoke(action) == false) continue;
                if (--order.Left == 0) _orders.Remove(order);
                return order.Fault;
            }
        }

        return null;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new ProxyConnection(this, await _listener.AcceptAsync());
                _connections[connection] = RunAsync(connection);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The proxy is disposed.
        }
    }

    private async Task RunAsync(ProxyConnection connection)
    {
        await Task.Yield();
        await connection.RunAsync(_server);
        _connections.TryRemove(connection, out _);
    }

    private sealed record Order(ProxyFault Fault, Func<string, bool>? When)
    {
        public int Left { get; set; }
    }
}
