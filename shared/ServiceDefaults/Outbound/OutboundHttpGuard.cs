using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>
/// Stands between this system and whatever it asks of another organization. Only the configured scheme, host and port are asked, also when an
/// answer names others. Only JSON within <see cref="OutboundLimits"/> is answered, held in memory and in UTF-8; how much of it all requests together may
/// hold is limited too, see <see cref="AnswerMemory"/>. Of a status that is no success the body is left out where it cannot be read: a proxy's page must not hide the status. Redirects are answers like others; cookies are
/// neither kept nor sent; no trace and no baggage goes out.
/// </summary>
public sealed class OutboundHttpGuard : DelegatingHandler
{
    // Powers of four from here to what is read without room.
    private const int FirstBytes = AnswerMemory.SmallBytes / (Growth * Growth);
    private const int Growth = 4;

    private static readonly TimeSpan MaxConnectTime = TimeSpan.FromSeconds(5);

    /// <summary>After this time a connection is made anew, which follows a change in the DNS.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly Uri _target;
    private readonly OutboundLimits _limits;
    private readonly TimeProvider _time;
    private readonly AnswerMemory _memory;

    private OutboundHttpGuard(HttpMessageHandler inner, Uri target, OutboundLimits limits, TimeProvider time, AnswerMemory memory)
        : base(inner) => (_target, _limits, _time, _memory) = (target, limits, time, memory);

    /// <summary>Makes a handler for an HTTP client. Typed clients get it by <see cref="OutboundHttpClientExtensions.AddGuardedHttpClient"/>.</summary>
    /// <param name="target">The configured address; its scheme, host and port are the only ones that are asked.</param>
    /// <param name="limits">How much of an answer is taken.</param>
    /// <param name="time">The clock of <see cref="OutboundLimits.Timeout"/>; the system's when null.</param>
    /// <returns>The handler. Its failures are <see cref="OutboundHttpException"/>.</returns>
    public static HttpMessageHandler Create(Uri target, OutboundLimits limits, TimeProvider? time = null) =>
        Create(target, limits, time, AnswerMemory.OfProcess);

    /// <summary>The same with another memory, and another look-up of names.</summary>
    internal static HttpMessageHandler Create(
        Uri target, OutboundLimits limits, TimeProvider? time, AnswerMemory memory, Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(limits);

        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = limits.Timeout < MaxConnectTime ? limits.Timeout : MaxConnectTime,
            PooledConnectionLifetime = ConnectionLifetime,
            // Without one there is no activity of the request either, which OpenTelemetry would write into the headers by its own propagator,
            // and export with the address, and with it what was asked.
            ActivityHeadersPropagator = null,
        };
        if (limits.PublicOnly) (sockets.UseProxy, sockets.ConnectCallback) = (false, (context, stop) => ConnectToPublicAsync(context.DnsEndPoint, lookUp ?? Dns.GetHostAddressesAsync, stop));
        return new OutboundHttpGuard(sockets, target, limits, time ?? TimeProvider.System, memory);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("only SendAsync is guarded");

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (request.RequestUri is not { IsAbsoluteUri: true } uri
            || Uri.Compare(uri, _target, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0)
            throw Failed(OutboundFailure.OtherHost, "another address than the configured one is not asked");

        using var limit = new CancellationTokenSource(_limits.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var response = await FailAsPromisedAsync(() => base.SendAsync(request, either.Token), limit.Token, cancellationToken);
        if (_limits.MaxAnswerBytes == 0)
        {
            response.Content.Dispose();
            response.Content = new ByteArrayContent([]);
            return response;
        }

        try
        {
            var content = await FailAsPromisedAsync(() => ReadAsync(response.Content, either.Token, cancellationToken), limit.Token, cancellationToken);
            response.Content.Dispose();
            response.Content = content;
        }
        catch (OutboundHttpException) when (!response.IsSuccessStatusCode)
        {
            response.Content.Dispose();
            response.Content = new ByteArrayContent([]);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        return response;
    }

    private static async ValueTask<Stream> ConnectToPublicAsync(
        DnsEndPoint peer, Func<string, CancellationToken, Task<IPAddress[]>> lookUp, CancellationToken cancellationToken)
    {
        // The look-up itself throws for the unspecified addresses, though they can be connected to.
        var addresses = IPAddress.TryParse(peer.Host, out var literal) ? [literal] : await lookUp(peer.Host, cancellationToken);
        foreach (var address in addresses)
            if (PublicAddresses.ReasonNotPublic(address) is { } reason)
                throw Failed(OutboundFailure.NotPublic, $"the name leads to {reason}, and only public ones are connected to");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, peer.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<HttpContent> ReadAsync(HttpContent content, CancellationToken either, CancellationToken cancellationToken)
    {
        var isJson = JsonScan.IsJson(content.Headers);
        if (content.Headers.ContentLength > _limits.MaxAnswerBytes) throw TooLong();
        IDisposable? room = null;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(either);
            var (body, length) = (new byte[FirstBytes], 0);
            while (await stream.ReadAsync(body.AsMemory(length), either) is > 0 and var read)
            {
                length += read;
                if (length > _limits.MaxAnswerBytes) throw TooLong();
                if (length < body.Length) continue;
                // For the longest that it may become, and once: what waited for more of it would hold what it has.
                if (length == AnswerMemory.SmallBytes) room = await RoomAsync(either, cancellationToken);
                Array.Resize(ref body, Math.Min(Growth * length, _limits.MaxAnswerBytes + 1));
            }

            if (length > 0) Check(body.AsSpan(0, length), isJson);
            var answer = await Answer.OfAsync(body.AsMemory(0, length), room);
            // JSON is UTF-8 (RFC 8259), whatever the header calls it, and readers stop at a name that they do not know, e.g. utf8.
            if (length > 0) answer.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            room = null;
            return answer;
        }
        finally
        {
            room?.Dispose();
        }
    }

    private async Task<IDisposable?> RoomAsync(CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await _memory.TakeAsync(_limits.MaxAnswerBytes, either);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(OutboundFailure.Timeout, "a large answer, and no memory for it in time beside others");
        }
    }

    private void Check(ReadOnlySpan<byte> body, bool isJson)
    {
        if (!isJson) throw Failed(OutboundFailure.NotJson, "the answer has another content type than JSON");
        if (JsonScan.Measure(body, _limits.MaxDepth) is not { } measure) throw Failed(OutboundFailure.NotJson, "the answer is not valid JSON");
        if (measure.Depth > _limits.MaxDepth) throw Failed(OutboundFailure.TooDeep, $"the answer is nested deeper than {_limits.MaxDepth}");
        if (measure.Values > _limits.MaxValues) throw Failed(OutboundFailure.TooLong, $"the answer has more than {_limits.MaxValues} values");
    }

    private async Task<T> FailAsPromisedAsync<T>(Func<Task<T>> run, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw Failed(OutboundFailure.Timeout, $"no complete answer within {_limits.Timeout.TotalSeconds:0.#} s");
        }
        catch (OperationCanceledException)
        {
            throw new OutboundHttpException(OutboundFailure.Connection, HttpRequestError.ConnectionError, "no connection in time");
        }
        catch (HttpRequestException exception) when (exception.InnerException is OutboundHttpException own)
        {
            throw own; // the connecting's: the framework wraps it
        }
        catch (HttpRequestException exception) when (exception is not OutboundHttpException)
        {
            throw new OutboundHttpException(
                OutboundFailure.Connection, exception.HttpRequestError, $"no connection, or one that broke off ({exception.HttpRequestError})");
        }
        catch (IOException)
        {
            throw new OutboundHttpException(OutboundFailure.Connection, HttpRequestError.ResponseEnded, "the answer broke off");
        }
        catch (InvalidDataException)
        {
            throw Failed(OutboundFailure.NotJson, "the answer cannot be decompressed");
        }
    }

    private OutboundHttpException TooLong() => new(
        OutboundFailure.TooLong, HttpRequestError.ConfigurationLimitExceeded, $"the answer is longer than {_limits.MaxAnswerBytes / 1024} KiB");

    private static OutboundHttpException Failed(OutboundFailure failure, string message) => new(failure, HttpRequestError.Unknown, message);

    /// <summary>An answer, which has its room until it is disposed of.</summary>
    private sealed class Answer : HttpContent
    {
        private readonly IDisposable? _room;
        private ReadOnlyMemory<byte> _body;

        private Answer(ReadOnlyMemory<byte> body, IDisposable? room) => (_body, _room) = (body, room);

        /// <summary>In the buffer of the content, where whoever reads it looks for it: else each reader would make one more.</summary>
        public static async Task<Answer> OfAsync(ReadOnlyMemory<byte> body, IDisposable? room)
        {
            var answer = new Answer(body, room);
            await answer.LoadIntoBufferAsync();
            answer._body = default;
            return answer;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _room?.Dispose();
            base.Dispose(disposing);
        }
    }
}
