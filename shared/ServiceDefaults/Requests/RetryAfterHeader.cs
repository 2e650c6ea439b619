using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.ServiceDefaults.Requests;

/// <summary>The header <c>Retry-After</c> of an answer.</summary>
public static class RetryAfterHeader
{
    /// <summary>Asks the caller to wait before it tries again.</summary>
    /// <param name="response">The answer, of which nothing is sent yet.</param>
    /// <param name="wait">How long; the header has whole seconds, rounded up.</param>
    public static void SetRetryAfter(this HttpResponse response, TimeSpan wait)
    {
        ArgumentNullException.ThrowIfNull(response);

        response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }
}
