using AlertResponder.Emission;

namespace SampleNamespace;

/// <summary>The settings of the emitter: environment variables <c>SampleShort__…</c>; pace and patience are those of every emitter.</summary>
internal sealed class SampleShortOptions : EmissionOptions
{
    public const string Section = "SampleShort";

    /// <summary>Where the documents go, absolute, http or https, e.g. <c>https://reports.example/</c>.</summary>
    /// <value>none: it must be set</value>
    public string? Url { get; set; }

    /// <summary><see cref="Url"/> with a slash at its end.</summary>
    public Uri Address => new($"{Url?.TrimEnd('/')}/");

    /// <summary>Names each setting that is wrong; the service does not start while there is one.</summary>
    public IEnumerable<string> Validate()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            yield return Error(Section, nameof(Url), Url, "an absolute http or https address");
        foreach (var error in Validate(Section)) yield return error;
    }
}
