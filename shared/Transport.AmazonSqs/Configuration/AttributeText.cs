using System.Globalization;

namespace AlertResponder.Transport.AmazonSqs.Configuration;

/// <summary>Attributes as AWS takes them: all are text there.</summary>
internal static class AttributeText
{
    public static Dictionary<string, string> AsText(this IEnumerable<KeyValuePair<string, object>> attributes) => attributes.ToDictionary(
        attribute => attribute.Key,
        attribute => attribute.Value is bool flag ? (flag ? "true" : "false") : Convert.ToString(attribute.Value, CultureInfo.InvariantCulture) ?? "");
}
