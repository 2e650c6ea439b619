namespace SampleNamespace;

/// <summary>The settings of the inspector: environment variables <c>SampleShort__…</c>.</summary>
internal sealed class SampleShortOptions
{
    public const string Section = "SampleShort";

    /// <summary>The values that it knows, separated by commas.</summary>
    /// <value>none</value>
    public IReadOnlyList<string> Known { get; set; } = [];

    /// <summary>Names each setting that is wrong; the service does not start while there is one.</summary>
    public IEnumerable<string> Validate()
    {
        if (Known.Any(value => value.Length > 256)) yield return $"{Section}__{nameof(Known)} has a value that is longer than 256 characters";
    }
}
