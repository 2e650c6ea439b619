using System.Net;
using System.Net.Http.Headers;

namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>
/// Stands between this system and whatever it asks of another organization. Only the configured scheme, host and port are asked, also when an
/// answer names others. Only JSON within <see cref="OutboundLimits"/> is answered, held in memory and in UTF-8. Of a status that is no success
/// the body is left out where it cannot be read: a proxy's page must not hide the status. Redirects are answers like others; cookies are
/// neither kept nor sent; no trace and no baggage goes out.
/// </summary>
public sealed class OutboundHttpGuard : DelegatingHandler
{
    private static readonly TimeSpan MaxConnectTime = TimeSpan.FromSeconds(5);

    /// <summary>After this time a connection is made anew, which follows a change in the DNS.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly Uri _target;
    private readonly OutboundLimits _limits;
    private readonly TimeProvider _time;

    private OutboundHttpGuard(HttpMessageHandler inner, Uri target, OutboundLimits limits, TimeProvider time)
        : base(inner) => (_target, _limits, _time) = (target, limits, time);

    /// <summary>Makes a handler for an HTTP client. Typed clients get it by <see cref="OutboundHttpClientExtensions.AddGuardedHttpClient"/>.</summary>
    /// <param name="target">The configured address; its scheme, host and port are the only ones that are asked.</param>
    /// <param name="limits">How much of an answer is taken.</param>
    /// <param name="time">The clock of <see cref="OutboundLimits.Timeout"/>; the system's when null.</param>
    /// <returns>The handler. Its failures are <see cref="OutboundHttpException"/>.</returns>
    public static HttpMessageHandler Create(Uri target, OutboundLimits limits, TimeProvider? time = null)
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
        return new OutboundHttpGuard(sockets, target, limits, time ?? TimeProvider.System);
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
        try
        {
            await FailAsPromisedAsync(() => ReadAsync(response.Content, either.Token), limit.Token, cancellationToken);
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

    private async Task<bool> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await content.LoadIntoBufferAsync(_limits.MaxAnswerBytes, cancellationToken);
        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        if (body.Length == 0) return true;
        if (!JsonScan.IsJson(content.Headers)) throw Failed(OutboundFailure.NotJson, "the answer has another content type than JSON");
        switch (JsonScan.Depth(body, _limits.MaxDepth))
        {
            case null:
                throw Failed(OutboundFailure.NotJson, "the answer is not valid JSON");
            case var depth when depth > _limits.MaxDepth:
                throw Failed(OutboundFailure.TooDeep, $"the answer is nested deeper than {_limits.MaxDepth}");
        }

        // JSON is UTF-8 (RFC 8259), whatever the header calls it, and readers stop at a name that they do not know, e.g. utf8.
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return true;
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
        catch (HttpRequestException exception) when (exception is not OutboundHttpException)
        {
            throw exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
                ? new OutboundHttpException(OutboundFailure.TooLong, exception.HttpRequestError, $"the answer is longer than {_limits.MaxAnswerBytes / 1024} KiB")
                : new OutboundHttpException(OutboundFailure.Connection, exception.HttpRequestError, $"no connection, or one that broke off ({exception.HttpRequestError})");
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

    private static OutboundHttpException Failed(OutboundFailure failure, string message) => new(failure, HttpRequestError.Unknown, message);
}
