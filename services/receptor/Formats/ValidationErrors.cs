using Microsoft.AspNetCore.Http;

namespace AlertResponder.Receptor.Formats;

/// <summary>What is wrong with one alert, by the path of the field in the sender's document.</summary>
internal sealed class ValidationErrors
{
    private readonly Dictionary<string, List<string>> _texts = new(StringComparer.Ordinal);
    private int _count;

    public bool Any => _count > 0;

    public void Add(string path, string text)
    {
        if (++_count > ReceptorLimits.ErrorsPerAlert) return;
        if (!_texts.TryGetValue(path, out var texts)) _texts[path] = texts = [];
        texts.Add(text);
    }

    public Dictionary<string, string[]> ToDictionary(string prefix = "") =>
        _texts.ToDictionary(error => Join(prefix, error.Key), error => error.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>The problem details (RFC 9457) that both ways in give as the reason of a refusal.</summary>
    public HttpValidationProblemDetails ToProblem() => Problem(ToDictionary());

    public static HttpValidationProblemDetails Problem(Dictionary<string, string[]> errors) => new(errors)
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "The alert was refused",
        Type = "https://tools.ietf.org/html/rfc9110#section-15.5.1",
    };

    private static string Join(string prefix, string path) => (prefix, path) switch
    {
        ("", _) => path,
        (_, "$") => prefix,
        _ => $"{prefix}.{path}",
    };
}
