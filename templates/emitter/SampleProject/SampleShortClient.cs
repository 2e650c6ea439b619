using System.Net.Http.Json;
using AlertResponder.Emission;
using Microsoft.Extensions.Options;

namespace SampleNamespace;

/// <summary>The client of the target. It never repeats a call: the emitter's ledger decides that.</summary>
internal sealed class SampleShortClient(HttpClient http, IOptions<SampleShortOptions> options)
{
    /// <summary>Puts a document.</summary>
    /// <param name="path">Where, below the address of the settings.</param>
    /// <param name="document">What is written as JSON.</param>
    /// <exception cref="EmitException">It was not taken.</exception>
    public async Task PutAsync(string path, object document)
    {
        using var response = await http.PutAsJsonAsync(new Uri(options.Value.Address, path), document);
        if (response.IsSuccessStatusCode) return;
        var status = (int)response.StatusCode;
        throw new EmitException(Kind(status), $"answered {status}") { Status = status, RetryAfter = response.Headers.RetryAfter?.Delta };
    }

    private static EmitFailure Kind(int status) => status switch
    {
        429 => EmitFailure.RateLimited,
        408 or < 400 or >= 500 => EmitFailure.Unknown,
        _ => EmitFailure.Refused,
    };
}
