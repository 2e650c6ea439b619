using System.Net;
using System.Text.Json;
using Octokit;
using Octokit.Internal;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>Hands answers on as JSON, where Octokit's own client makes a text of each first: twice its bytes, and in one piece.</summary>
internal sealed class JsonHttpClient(Func<HttpMessageHandler> handler) : HttpClientAdapter(handler)
{
    protected override async Task<IResponse> BuildResponse(HttpResponseMessage responseMessage, Func<object, object> preprocessResponseBody)
    {
        using (responseMessage)
        {
            var body = await responseMessage.Content.ReadAsByteArrayAsync();
            return new Response(responseMessage.StatusCode, body.Length > 0 ? JsonDocument.Parse(body).RootElement : default);
        }
    }

    private sealed class Response(HttpStatusCode status, JsonElement body) : IResponse
    {
        public object Body => body;

        public IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

        public ApiInfo ApiInfo { get; } = new(new Dictionary<string, Uri>(), [], [], "", new RateLimit(0, 0, 0));

        public HttpStatusCode StatusCode => status;

        public string ContentType => "application/json";
    }
}
