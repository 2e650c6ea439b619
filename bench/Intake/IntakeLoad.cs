using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace AlertResponder.Bench.Intake;

/// <summary>Posts alerts over 32 connections, each sending its next request when it has the answer to the last.</summary>
internal sealed class IntakeLoad : IDisposable
{
    public const int Connections = 32;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;

    // Alerts of another run are others as well.
    private long _number = Random.Shared.NextInt64(1_000_000_000) * 1_000_000;

    public IntakeLoad(Uri server) => _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseProxy = false, UseCookies = false })
    {
        BaseAddress = server,
    };

    /// <summary>Sends a number of requests.</summary>
    /// <param name="requests">How many.</param>
    /// <param name="alerts">Alerts in each: one as an object, more as an array.</param>
    /// <returns>Milliseconds from each request to its 202.</returns>
    /// <exception cref="InvalidOperationException">An answer is not 202, or refuses an alert.</exception>
    public async Task<double[]> SendAsync(int requests, int alerts)
    {
        var milliseconds = new double[requests];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(SendSomeAsync)));
        return milliseconds;

        async Task SendSomeAsync()
        {
            while (Interlocked.Increment(ref next) is var request && request < requests) milliseconds[request] = await SendOneAsync(alerts);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<double> SendOneAsync(int alerts)
    {
        using var content = new ByteArrayContent(Document(alerts));
        content.Headers.ContentType = Json;
        var begin = TimeProvider.System.GetTimestamp();
        using var response = await _http.PostAsync("/alerts", content);
        var milliseconds = TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds;
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode != HttpStatusCode.Accepted || answer.AsSpan().IndexOf("\"rejected\""u8) >= 0)
            throw new InvalidOperationException($"the server answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(answer)}");
        return milliseconds;
    }

    private byte[] Document(int alerts)
    {
        using var document = new MemoryStream();
        if (alerts > 1) document.WriteByte((byte)'[');
        for (var written = 0; written < alerts; written++)
        {
            if (written > 0) document.WriteByte((byte)',');
            var number = Interlocked.Increment(ref _number);
            SampleAlert.All[(int)(number % SampleAlert.All.Count)].WriteTo(document, number);
        }

        if (alerts > 1) document.WriteByte((byte)']');
        return document.ToArray();
    }
}
