using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using AlertResponder.ServiceDefaults.Outbound;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Policy;

/// <summary>
/// Asks a service of the organization's own: POST of the report document, answered by <c>{"severity", "reason", "rule"?}</c>. Any other
/// answer is an exception, which leaves the report unclassified.
/// </summary>
internal sealed class HttpPolicy(HttpClient http, IOptions<PolicyOptions> options, TimeProvider time) : IReviewPolicy
{
    /// <summary>Whoever asks for a verdict gives up earlier, and says so with a rule of its own.</summary>
    public static readonly OutboundLimits Limits = new() { MaxAnswerBytes = 64 * 1024, Timeout = TimeSpan.FromMinutes(1) };

    private const int MaxReasonLength = 2048;
    private const int MaxRuleLength = 256;

    public async ValueTask<Verdict> ReviewAsync(ReportDocument report, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Url);
        request.Content = JsonContent.Create(report, options: DocumentJson.Options);
        // A stub of a server may not read chunked bodies.
        await request.Content.LoadIntoBufferAsync(cancellationToken);
        if (options.Value.Token is { Length: > 0 } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var answer = await AnswerAsync(request, cancellationToken);
        if (answer is not { Severity: Severity.Safe or Severity.Unclassified or Severity.Urgent } || Text(answer.Reason, MaxReasonLength) is not { } reason)
            throw new PolicyAnswerException("the policy at Policy__Url answered without severity (safe, unclassified, urgent) or reason");

        return new Verdict
        {
            Severity = answer.Severity,
            Reason = reason,
            Rule = Text(answer.Rule, MaxRuleLength) ?? "http",
            DecidedBy = "http",
            DecidedAt = time.GetUtcNow(),
        };
    }

    private async Task<Answer?> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new PolicyAnswerException($"the policy at Policy__Url answered {(int)response.StatusCode}");
            return await response.Content.ReadFromJsonAsync<Answer>(DocumentJson.Options, cancellationToken);
        }
        catch (OutboundHttpException exception) when (exception.Failure is not OutboundFailure.NotJson)
        {
            throw new PolicyAnswerException($"the policy at Policy__Url gave no verdict: {exception.Message}");
        }
        catch (Exception exception) when (exception is OutboundHttpException or JsonException)
        {
            throw new PolicyAnswerException("the policy at Policy__Url did not answer with a verdict in JSON");
        }
    }

    /// <summary>A text for people. No text undoes a verdict: half of a surrogate pair is shown as it was written.</summary>
    private static string? Text(JsonElement? element, int maxLength)
    {
        if (element is not { ValueKind: JsonValueKind.String } value) return null;
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            text = value.GetRawText().Trim('"');
        }

        return text.Length == 0 ? null : TextNormalizer.Cut(TextNormalizer.Normalize(text), int.MaxValue, maxLength);
    }

    private sealed record Answer(Severity Severity, JsonElement? Reason, JsonElement? Rule);
}
