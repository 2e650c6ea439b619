using Microsoft.Extensions.Options;

namespace AlertResponder.Receptor;

/// <summary>Settings of the receptor, section <c>Reports</c>.</summary>
internal sealed class ReceptorOptions
{
    public const string Section = "Reports";

    /// <summary>The address that people and senders reach the report API by.</summary>
    /// <value>Unset: the address that the request itself came to.</value>
    public string? PublicUrl { get; set; }
}

internal sealed class ReceptorOptionsValidation : IValidateOptions<ReceptorOptions>
{
    public ValidateOptionsResult Validate(string? name, ReceptorOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.PublicUrl)) return ValidateOptionsResult.Success;
        return Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Reports__PublicUrl is '{options.PublicUrl}': write an absolute http or https address without user, query and fragment, "
                + "for example https://alerts.example.com, or leave it unset");
    }
}
