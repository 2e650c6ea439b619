namespace AlertResponder.Receptor.Formats;

/// <summary>What is wrong with one alert, by the path of the field in the sender's document.</summary>
internal sealed class Faults
{
    private readonly Dictionary<string, List<string>> _texts = new(StringComparer.Ordinal);
    private int _count;

    public bool Any => _count > 0;

    public void Add(string path, string text)
    {
        if (++_count > ReceptorLimits.FaultsPerAlert) return;
        if (!_texts.TryGetValue(path, out var texts)) _texts[path] = texts = [];
        texts.Add(text);
    }

    public Dictionary<string, string[]> ToErrors(string prefix = "") =>
        _texts.ToDictionary(fault => Join(prefix, fault.Key), fault => fault.Value.ToArray(), StringComparer.Ordinal);

    private static string Join(string prefix, string path) => (prefix, path) switch
    {
        ("", _) => path,
        (_, "$") => prefix,
        _ => $"{prefix}.{path}",
    };
}
