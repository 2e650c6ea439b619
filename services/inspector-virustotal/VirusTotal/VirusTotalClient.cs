using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AlertResponder.ServiceDefaults.Outbound;
using Microsoft.Extensions.Options;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>
/// Asks VirusTotal, and classifies what came back by what to do next. Throws only when it is cancelled: every failure of VirusTotal is
/// an answer.
/// </summary>
internal sealed class VirusTotalClient(HttpClient http, AnswerCache cache, IOptions<VirusTotalOptions> options, TimeProvider clock)
{
    /// <summary>The largest answer that is read. A page of 20 files with all engines is some 2 MiB.</summary>
    public const int MaxAnswerBytes = 8 * 1024 * 1024;

    /// <summary>How many related objects are asked for; those worth keeping are picked from these.</summary>
    public const int RelatedPage = 20;

    private static readonly TimeSpan PauseWithoutRetryAfter = TimeSpan.FromSeconds(15);

    public Task<Answer<WireObject>> GetObjectAsync(VirusTotalObject target, CancellationToken cancellationToken) =>
        GetAsync(
            target.Path, WireJson.Default.ObjectAnswer,
            answer => answer.Data is { Attributes: { LastAnalysisStats: null or { IsValid: true } } } data ? data : null,
            _ => 1, cancellationToken);

    public async Task<Answer<IReadOnlyList<WireObject>>> GetRelatedAsync(
        VirusTotalObject target, string relationship, CancellationToken cancellationToken)
    {
        // A relationship that the key may not read is the same for every object: ask once, or two of five requests are wasted each time.
        var denial = $"denied:{target.Collection}/{relationship}";
        if (cache.TryGet<IReadOnlyList<WireObject>>(denial, out var denied)) return denied;

        var answer = await GetAsync(
            $"{target.Path}/{relationship}?limit={RelatedPage}", WireJson.Default.RelatedAnswer,
            page => page.Data?.Take(RelatedPage).Where(item => item?.Attributes is { LastAnalysisStats: null or { IsValid: true } }).ToArray() as IReadOnlyList<WireObject>,
            items => items.Count, cancellationToken);
        if (answer is Answer<IReadOnlyList<WireObject>>.Denied { Status: 403 }) cache.Keep(denial, answer, 1);
        return answer;
    }

    private async Task<Answer<T>> GetAsync<TWire, T>(
        string path, JsonTypeInfo<TWire> type, Func<TWire, T?> read, Func<T, int> size, CancellationToken cancellationToken)
        where TWire : class
        where T : class
    {
        if (cache.TryGet<T>(path, out var kept)) return kept;
        if (cache.Pause is { } pause) return new Answer<T>.Busy("VirusTotal's rate limit was reached", pause);

        var answer = await AskAsync(path, type, read, cancellationToken);
        if (answer is Answer<T>.Known known) cache.Keep(path, answer, size(known.Value));
        else if (answer is Answer<T>.Unknown) cache.Keep(path, answer, 1);
        return answer;
    }

    private async Task<Answer<T>> AskAsync<TWire, T>(
        string path, JsonTypeInfo<TWire> type, Func<TWire, T?> read, CancellationToken cancellationToken)
        where TWire : class
        where T : class
    {
        var timeout = options.Value.Timeout.Value;
        // Of all tries together; the guard has the same for each of them.
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            if (response.StatusCode != HttpStatusCode.OK) return Failure<T>(response, await ErrorCodeAsync(response, either.Token));
            var body = await response.Content.ReadAsStreamAsync(either.Token);
            return await JsonSerializer.DeserializeAsync(body, type, either.Token) is { } wire && read(wire) is { } value
                ? new Answer<T>.Known(value)
                : new Answer<T>.Refused("VirusTotal's answer is not as documented");
        }
        catch (JsonException)
        {
            return new Answer<T>.Refused("VirusTotal's answer is not as documented");
        }
        catch (OutboundHttpException e) when (e.Failure is OutboundFailure.Connection or OutboundFailure.Timeout)
        {
            return new Answer<T>.Busy($"VirusTotal could not be asked: {e.Message}", null);
        }
        catch (OutboundHttpException e)
        {
            return new Answer<T>.Refused($"VirusTotal's answer is not as documented: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Answer<T>.Busy($"VirusTotal gave no answer within {timeout.TotalSeconds:0.#} s", null);
        }
    }

    private Answer<T> Failure<T>(HttpResponseMessage response, string? code)
    {
        var status = (int)response.StatusCode;
        var said = code is null ? $"{status}" : $"{status} {code}";
        switch (status)
        {
            case 404 when code == "NotFoundError":
                return new Answer<T>.Unknown();
            case 404:
                return new Answer<T>.Refused("404, but not from VirusTotal: check VirusTotal__BaseUrl");
            case 401:
                return new Answer<T>.Denied(status, $"VirusTotal does not accept the key ({said}): check VirusTotal__ApiKey");
            case 403:
                return new Answer<T>.Denied(status, $"VirusTotal does not allow this with the key ({said})");
            case 429:
                var wait = RetryAfter(response.Headers.RetryAfter);
                cache.PauseFor(wait ?? PauseWithoutRetryAfter);
                return new Answer<T>.Busy($"VirusTotal's rate limit was reached ({said})", wait);
            case >= 500 or 408:
                return new Answer<T>.Busy($"VirusTotal answered with an error ({said})", RetryAfter(response.Headers.RetryAfter));
            default:
                return new Answer<T>.Refused($"VirusTotal refused the request ({said})");
        }
    }

    /// <summary>How long to wait, if the header says so in a form that can be read; never longer than <see cref="AnswerCache.MaxPause"/>.</summary>
    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        (header?.Delta ?? (header?.Date - clock.GetUtcNow())) is { } wait
            ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, AnswerCache.MaxPause.Ticks))
            : null;

    /// <summary>The code of a documented error. Only the code: the message may repeat what was asked.</summary>
    private static async Task<string?> ErrorCodeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var code = (await JsonSerializer.DeserializeAsync(body, WireJson.Default.ErrorAnswer, cancellationToken))?.Error?.Code;
            return code is { Length: > 0 and <= 64 } && code.All(char.IsAsciiLetterOrDigit) ? code : null;
        }
        catch (JsonException)
        {
            return null; // a proxy's page
        }
    }
}
