using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AlertResponder.ServiceDefaults.Requests;

/// <summary>
/// A request whose body the service reads by itself. The framework's own binding takes bodies of any size, and answers 500 where it does not know how
/// a charset is written.
/// </summary>
public static class JsonRequest
{
    /// <summary>How long a body may take to arrive.</summary>
    public static readonly TimeSpan ReceiveTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Whether the headers say that the body is JSON in UTF-8, as it is.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Whether they do; also for the type that <c>curl -d</c> gives by itself.</returns>
    public static bool IsJson(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (request.HasJsonContentType() || IsAsCurlSendsIt(type))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            && request.Headers.ContentEncoding.Count == 0;
    }

    /// <summary>Receives a small body.</summary>
    /// <param name="request">The request, of an endpoint with a limit of a few KiB for its size.</param>
    /// <param name="time">The clock of the timeout.</param>
    /// <returns>The body.</returns>
    /// <exception cref="BadHttpRequestException">It is larger than the endpoint allows (413), takes too long (408), or is not whole (400).</exception>
    public static async Task<ReadOnlyMemory<byte>> ReceiveAsync(HttpRequest request, TimeProvider time)
    {
        using var buffer = new MemoryStream();
        await foreach (var part in ReadAsync(request, time))
            foreach (var memory in part)
                buffer.Write(memory.Span);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>Receives a body part by part.</summary>
    /// <param name="request">The request, of an endpoint with a limit for its size.</param>
    /// <param name="time">The clock of the timeout.</param>
    /// <returns>The parts; each until the next one is asked for.</returns>
    /// <exception cref="BadHttpRequestException">It is larger than the endpoint allows (413), takes too long (408), or is not whole (400).</exception>
    public static async IAsyncEnumerable<ReadOnlySequence<byte>> ReadAsync(HttpRequest request, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(request);

        var reader = request.BodyReader;
        using var timeout = new CancellationTokenSource(ReceiveTimeout, time);
        // Not by a token of the read: Kestrel would find a read under way when it ends the request, and complain.
        await using var cancel = timeout.Token.Register(reader.CancelPendingRead);
        for (var isWhole = false; !isWhole;)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            try
            {
                if (read.IsCanceled)
                    throw new BadHttpRequestException($"The body has to arrive within {ReceiveTimeout.TotalSeconds} s.", StatusCodes.Status408RequestTimeout);
                yield return read.Buffer;
                isWhole = read.IsCompleted;
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    // `curl -d @alert.json` says that it sends a form; parsing decides whether the body is JSON. A form that a web page made a browser send
    // was refused before it came here.
    private static bool IsAsCurlSendsIt(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
}
