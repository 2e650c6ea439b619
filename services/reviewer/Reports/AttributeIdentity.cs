using AlertResponder.Contracts;
using UUIDNext;

namespace AlertResponder.Reviewer.Reports;

/// <summary>What makes two attributes the same: inspected once. Never the key, never the time.</summary>
internal readonly record struct AttributeIdentity(string Type, string Value, string Contexts)
{
    public static AttributeIdentity Of(AlertAttribute attribute) =>
        new(attribute.Type, AttributeValue.Normalize(attribute.Type, attribute.Value), string.Join(',', SortedContexts(attribute.Context)));

    public static string[] SortedContexts(IEnumerable<string> contexts) => [.. contexts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The same question has the same id, however often it is asked.</summary>
    public Guid InspectionId(Guid reportId) => Uuid.NewNameBased(reportId, $"{Type}\n{Contexts}\n{Value}");
}
