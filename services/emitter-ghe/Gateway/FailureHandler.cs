namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>
/// Takes from an answer what Octokit must not read. A failure is read here, for Octokit throws on some of its headers and texts; that includes
/// a redirect, which Octokit would follow also with a change: to an issue that was moved to another repository, or to a repository that took
/// over the name. Of a success only its JSON goes on: headers that the emitter does not use, such as links and dates, cannot stop a step.
/// </summary>
internal sealed class FailureHandler(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            response.Headers.Clear();
            return response;
        }

        using (response)
            throw Failures.Read(response, await response.Content.ReadAsByteArrayAsync(cancellationToken), time.GetUtcNow());
    }
}
