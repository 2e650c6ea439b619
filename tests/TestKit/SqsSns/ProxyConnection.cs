using System.Buffers;
using System.Net.Sockets;
using System.Text;

namespace AlertResponder.TestKit.SqsSns;

/// <summary>A client's connection and its own one to the server. A client sends its next request when it has the answer to the last.</summary>
internal sealed class ProxyConnection(FaultyProxy proxy, Socket client) : IDisposable
{
    private const int FirstBufferBytes = 16 * 1024;

    private static readonly byte[] Unavailable = Answer("503 Service Unavailable", "text/plain", "");

    // SNS speaks XML and SQS speaks JSON; both clients take the error code from where they look for it.
    private static readonly byte[] ThrottledSns = Answer(
        "400 Bad Request",
        "text/xml",
        "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>");

    private static readonly byte[] ThrottledSqs = Answer(
        "400 Bad Request", "application/x-amz-json-1.0", """{"__type":"com.amazonaws.sqs#ThrottlingException","message":"Rate exceeded"}""");

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile bool _loseAnswer;

    /// <summary>Copies to and fro until one of the two sides has enough.</summary>
    public async Task RunAsync(Uri server)
    {
        client.NoDelay = true;
        try
        {
            await _server.ConnectAsync(server.Host, server.Port);
            await await Task.WhenAny(RelayRequestsAsync(), RelayAnswersAsync());
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // Broken by either side, or by Dispose.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Resets the connection on both sides.</summary>
    public void Dispose()
    {
        try
        {
            // Without lingering, a close is a reset.
            client.LingerState = new(enable: true, seconds: 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        client.Dispose();
        _server.Dispose();
    }

    private static byte[] Answer(string status, string type, string body) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private async Task RelayAnswersAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            while (await _server.ReceiveAsync(buffer.AsMemory(), SocketFlags.None) is > 0 and var count)
            {
                if (_loseAnswer) return;
                await SendAsync(client, buffer.AsMemory(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task RelayRequestsAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            for (var filled = 0; ;)
            {
                if (filled == buffer.Length) buffer = Grow(buffer, filled * 2, filled);
                var count = await client.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None);
                if (count == 0) return;
                filled += count;
                if (!AwsRequest.TryRead(buffer.AsSpan(0, filled), out var request)) continue;

                if (request.Length > buffer.Length) buffer = Grow(buffer, request.Length, filled);
                while (filled < request.Length)
                {
                    count = await client.ReceiveAsync(buffer.AsMemory(filled, request.Length - filled), SocketFlags.None);
                    if (count == 0) return;
                    filled += count;
                }

                if (!await ForwardAsync(buffer.AsMemory(0, filled), request.Name(buffer), request.HeadLength)) return;
                filled = 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Returns whether the connection lives on.</summary>
    private async Task<bool> ForwardAsync(ReadOnlyMemory<byte> request, string action, int headLength)
    {
        var fault = proxy.Judge(action);
        if (proxy.Latency > TimeSpan.Zero) await Task.Delay(proxy.Latency);
        switch (fault)
        {
            case ProxyFault.Reset:
                return false;
            case ProxyFault.Unavailable:
                await SendAsync(client, Unavailable);
                return true;
            case ProxyFault.Throttle:
                await SendAsync(client, AwsRequest.IsSqs(request.Span) ? ThrottledSqs : ThrottledSns);
                return true;
            default:
                _loseAnswer = fault == ProxyFault.LoseAnswer;
                proxy.Watch?.Invoke(action, request.Span[headLength..]);
                await SendAsync(_server, request);
                return true;
        }
    }

    private static byte[] Grow(byte[] buffer, int size, int filled)
    {
        var bigger = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(0, filled).CopyTo(bigger);
        ArrayPool<byte>.Shared.Return(buffer);
        return bigger;
    }

    private static async ValueTask SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes, SocketFlags.None)..];
    }
}
