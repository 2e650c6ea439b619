using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AlertResponder.Bench.Intake;

namespace AlertResponder.Bench.Pipeline;

/// <summary>Posts the alerts of <c>samples/</c> to the receptor, each with a key of its own: each opens a report.</summary>
internal sealed class AlertPoster : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private long _number;

    /// <param name="receptor">Its address.</param>
    /// <param name="key">The key to call with; none without.</param>
    public AlertPoster(Uri receptor, string? key = null)
    {
        _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = receptor };
        if (key is not null) _http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    /// <summary>Posts the next one.</summary>
    /// <returns>What its report is found by, when it was sent and when the 202 came.</returns>
    /// <exception cref="InvalidOperationException">The answer is not 202, or refuses the alert.</exception>
    public async Task<AcceptedAlert> PostAsync()
    {
        using var document = new MemoryStream();
        var number = Interlocked.Increment(ref _number);
        SampleAlert.All[(int)(number % SampleAlert.All.Count)].WriteTo(document, number);
        using var content = new ByteArrayContent(document.GetBuffer(), 0, (int)document.Length);
        content.Headers.ContentType = Json;
        var sent = TimeProvider.System.GetUtcNow();
        using var response = await _http.PostAsync("/alerts", content);
        var at = TimeProvider.System.GetUtcNow();
        if (response.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"the receptor answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new AcceptedAlert(answer.GetProperty("accepted")[0].GetProperty("alertId").GetString()!, sent, at);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>An alert that the receptor has taken.</summary>
/// <param name="AlertId">What its report is found by.</param>
/// <param name="Sent">When it was sent.</param>
/// <param name="At">When the 202 came.</param>
internal readonly record struct AcceptedAlert(string AlertId, DateTimeOffset Sent, DateTimeOffset At);
