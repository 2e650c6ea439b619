namespace AlertResponder.Receptor;

/// <summary>Settings of the receptor, section <c>Reports</c>.</summary>
internal sealed class ReceptorOptions
{
    public const string Section = "Reports";

    /// <summary>The address that people and senders reach the report API by.</summary>
    /// <value>Unset: the address that the request itself came to.</value>
    public string? PublicUrl { get; set; }

    public IEnumerable<string> Validate()
    {
        if (string.IsNullOrWhiteSpace(PublicUrl)) yield break;
        if (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            yield return $"Reports__PublicUrl is '{PublicUrl}': write an absolute http or https address without user, query and fragment, "
                + "for example https://alerts.example.com, or leave it unset";
    }
}
