using System.Net.Http.Headers;
using System.Net.Http.Json;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Policy;

/// <summary>
/// Asks a service of the organization's own: POST of the report document, answered by <c>{"severity", "reason", "rule"?}</c>. Any other
/// answer is an exception, which leaves the report unclassified.
/// </summary>
internal sealed class HttpPolicy(HttpClient http, IOptions<PolicyOptions> options, TimeProvider time) : IReviewPolicy
{
    public const int MaxAnswerBytes = 64 * 1024;

    private const int MaxReasonLength = 2048;
    private const int MaxRuleLength = 256;

    public async ValueTask<Verdict> ReviewAsync(ReportDocument report, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Url);
        request.Content = JsonContent.Create(report, options: DocumentJson.Options);
        // A stub of a server may not read chunked bodies.
        await request.Content.LoadIntoBufferAsync(cancellationToken);
        if (options.Value.Token is { Length: > 0 } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new PolicyAnswerException($"the policy at Policy__Url answered {(int)response.StatusCode}");
        Answer? answer;
        try
        {
            answer = await response.Content.ReadFromJsonAsync<Answer>(DocumentJson.Options, cancellationToken);
        }
        catch (System.Text.Json.JsonException)
        {
            throw new PolicyAnswerException("the policy at Policy__Url did not answer with a verdict in JSON");
        }

        if (answer is not { Severity: Severity.Safe or Severity.Unclassified or Severity.Urgent, Reason.Length: > 0 })
            throw new PolicyAnswerException("the policy at Policy__Url answered without severity (safe, unclassified, urgent) or reason");

        return new Verdict
        {
            Severity = answer.Severity,
            Reason = answer.Reason.Length <= MaxReasonLength ? answer.Reason : answer.Reason[..MaxReasonLength],
            Rule = answer.Rule is { Length: > 0 } rule ? rule[..Math.Min(rule.Length, MaxRuleLength)] : "http",
            DecidedBy = "http",
            DecidedAt = time.GetUtcNow(),
        };
    }

    private sealed record Answer(Severity Severity, string? Reason, string? Rule);
}
