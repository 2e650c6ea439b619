using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sns;

/// <summary>Takes HTTP requests as bytes, keeps them, and gives the answers of a script; the last one again and again.</summary>
internal sealed class RawListener : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Queue<string> _answers;
    private readonly Task _serving;

    public RawListener(params string[] answers)
    {
        _answers = new(answers);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    public List<RawRequest> Requests { get; } = [];

    public static string Answer(string status, string body = "", string type = "text/xml") =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    public static string SnsError(string status, string code) =>
        Answer(
            status,
            $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>what is wrong</Message></Error><RequestId>id-1</RequestId></ErrorResponse>");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await using var stream = new NetworkStream(await _listener.AcceptAsync(), ownsSocket: true);
                if (await RawRequest.ReadAsync(stream) is not { } request) continue;
                Requests.Add(request);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(_answers.Count > 1 ? _answers.Dequeue() : _answers.Peek()));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The listener is disposed.
        }
    }
}
