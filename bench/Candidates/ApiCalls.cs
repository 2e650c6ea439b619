using System.Collections.Concurrent;
using Amazon.Runtime;

namespace AlertResponder.Bench.Candidates;

/// <summary>Counts the API calls of a process where they are made, by action; those of SNS under one name.</summary>
internal sealed class ApiCalls : HttpClientFactory
{
    private const string Sns = "SNS";

    private readonly ConcurrentDictionary<string, int> _calls = new();

    /// <summary>Returns the calls so far.</summary>
    public Dictionary<string, int> Now() => new(_calls);

    /// <summary>Returns the calls since then.</summary>
    public Dictionary<string, int> Since(Dictionary<string, int> before) =>
        Now()
            .Select(call => (call.Key, Count: call.Value - before.GetValueOrDefault(call.Key)))
            .Where(call => call.Count > 0)
            .ToDictionary(call => call.Key, call => call.Count);

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new Handler(this, new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    private void Count(HttpRequestMessage request)
    {
        // SQS names the action in a header (AmazonSQS.ReceiveMessage), SNS in the body.
        var action = request.Headers.NonValidated.TryGetValues("X-Amz-Target", out var target) ? target.ToString() : Sns;
        _calls.AddOrUpdate(action[(action.LastIndexOf('.') + 1)..], 1, static (_, count) => count + 1);
    }

    private sealed class Handler(ApiCalls calls, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            calls.Count(request);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
