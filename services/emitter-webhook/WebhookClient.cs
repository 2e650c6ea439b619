using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using AlertResponder.Emission;
using AlertResponder.ServiceDefaults.Outbound;

namespace AlertResponder.Emitter.Webhook;

/// <summary>
/// Sends to one target as Standard Webhooks 1.0 says: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
/// Nothing here is ever repeated, and of an answer only its status and its headers are read.
/// </summary>
internal sealed class WebhookClient(WebhookOptions target, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(OutboundHttpGuard.Create(
        target.Address, new OutboundLimits { MaxAnswerBytes = 0, Timeout = target.Timeout, PublicOnly = !target.AllowInternal }))
    {
        Timeout = Timeout.InfiniteTimeSpan, // the guard's holds
    };

    /// <exception cref="EmitException">It was not taken, or nobody knows.</exception>
    public async Task SendAsync(string id, byte[] body)
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("AlertResponder");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", seconds);
        request.Headers.Add("webhook-signature", string.Join(' ', target.Keys.Select(key => Sign(key, id, seconds, body))));
        try
        {
            using var response = await _http.SendAsync(request);
            if (!response.IsSuccessStatusCode) throw Failure(response);
        }
        catch (OutboundHttpException failure)
        {
            var advice = failure.Failure == OutboundFailure.NotPublic ? $"; Webhook__Targets__{target.Name}__AllowInternal=true allows all" : "";
            throw new EmitException(EmitException.From(failure).Kind, failure.Message + advice, failure);
        }
    }

    public void Dispose() => _http.Dispose();

    internal static string Sign(byte[] key, string id, string seconds, byte[] body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{seconds}."), .. body]))}";

    private EmitException Failure(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var after = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - time.GetUtcNow() : null;
        var (kind, pause) = status switch
        {
            429 => (EmitFailure.RateLimited, after),
            410 => (EmitFailure.Refused, null),
            // What stands before the receiver has too much to do, or nobody behind it.
            502 or 503 or 504 => (EmitFailure.Unknown, after ?? TimeSpan.Zero),
            _ => (EmitFailure.Unknown, after),
        };
        var text = string.Create(CultureInfo.InvariantCulture, $"answered {status}{(status is >= 300 and < 400 ? ", and redirects are not followed" : "")}");
        return new EmitException(kind, text) { Status = status, RetryAfter = pause };
    }
}
