using System.Text.Json;

namespace AlertResponder.Receptor.Formats;

/// <summary>The formats that are accepted. A new format is a new adapter and a line here.</summary>
internal static class AlertFormats
{
    /// <summary>In the order in which they are tried: the format with the most distinctive fields first.</summary>
    public static readonly IReadOnlyList<AlertFormat> All =
    [
        new GuardDutyFormat(),
        new DeepAlertFormat(),
        new AlertResponderFormat(),
    ];

    public static readonly string Names = string.Join(", ", All.Select(format => format.Name).Order(StringComparer.Ordinal));

    public static AlertFormat? Named(string name) => All.FirstOrDefault(format => format.Name == name);

    public static AlertFormat? Of(JsonElement document) => All.FirstOrDefault(format => format.Recognizes(document));
}
