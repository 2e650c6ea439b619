using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Policy;

/// <summary>What a report still lacked when it was judged, a line for people each.</summary>
internal static class MissingAnswers
{
    private const int MaxValueLength = 128;

    public static List<string> Of(ReportDocument report)
    {
        var missing = report.Attributes
            .SelectMany(attribute => attribute.Inspections, (attribute, inspection) => (attribute, inspection))
            .Where(pair => pair.inspection.State is InspectionState.Pending or InspectionState.Deferred or InspectionState.Silent or InspectionState.Failed)
            .Select(pair => $"{pair.inspection.Inspector} {Word(pair.inspection.State)} {pair.attribute.Type} {TextNormalizer.Shorten(pair.attribute.Value, MaxValueLength)}")
            .ToList();
        if (report.OmittedAttributes > 0) missing.Add($"{report.OmittedAttributes} attributes are over the limit");
        return missing;
    }

    private static string Word(InspectionState state) => state switch
    {
        InspectionState.Failed => "failed on",
        InspectionState.Deferred => "put off",
        InspectionState.Silent => "never answered on",
        _ => "has not answered on",
    };
}
