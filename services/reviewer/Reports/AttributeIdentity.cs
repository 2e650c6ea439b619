using System.Globalization;
using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Reports;

/// <summary>What makes two attributes the same: inspected once. Never the key, never the time.</summary>
/// <param name="Type">The type.</param>
/// <param name="Value">The normalized value.</param>
/// <param name="Contexts">The contexts as one text; see <see cref="Joined"/>.</param>
internal readonly record struct AttributeIdentity(string Type, string Value, string Contexts)
{
    public static AttributeIdentity Of(AlertAttribute attribute) =>
        new(attribute.Type, AttributeValue.Normalize(attribute.Type, attribute.Value), Joined(SortedContexts(attribute.Context)));

    public static string[] SortedContexts(IEnumerable<string> contexts) => [.. contexts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Contexts as one text. Each begins with its length: whatever stands in one, no two lists give the same text.</summary>
    public static string Joined(IReadOnlyList<string> contexts) =>
        string.Concat(contexts.Select(context => string.Create(CultureInfo.InvariantCulture, $"{context.Length}:{context}")));

    /// <summary>The same question has the same id, however often it is asked.</summary>
    public Guid InspectionId(Guid reportId) => NameBasedId.Of(reportId, Type, Value, Contexts);
}
