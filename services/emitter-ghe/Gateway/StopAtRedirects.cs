using AlertResponder.Emission;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>
/// Octokit would follow a redirect, also with a change: to an issue that was moved to another repository, or to a repository that
/// took over the name. The emitter writes only where it was told to.
/// </summary>
internal sealed class StopAtRedirects(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var status = (int)response.StatusCode;
        if (status is < 300 or > 399 or 304) return response;
        using (response)
        {
            var to = response.Headers.Location is { IsAbsoluteUri: true } place ? place.GetLeftPart(UriPartial.Path) : "an unnamed place";
            throw new EmitException(EmitFailure.Gone, $"moved to {to}") { Status = status };
        }
    }
}
