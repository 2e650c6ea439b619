using System.Text.Json;
using AlertResponder.Contracts;

namespace AlertResponder.Inspection;

/// <summary>Keeps an answer within the size that the contract allows.</summary>
internal static class AnswerSize
{
    /// <summary>60 KiB, less what the envelope takes.</summary>
    public const int Most = 56 * 1024;

    /// <summary>Leaves out the last of what there are several of, oldest related objects at the end, until the answer fits.</summary>
    public static InspectionCompleted Fit(InspectionCompleted answer)
    {
        while (Measure(answer) > Most && Shorten(answer) is { } shorter) answer = shorter;
        return answer;
    }

    // The default encoder escapes all that is not ASCII: the result is never shorter than what goes over the wire.
    public static int Measure(InspectionCompleted answer) => JsonSerializer.SerializeToUtf8Bytes(answer, JsonSerializerOptions.Web).Length;

    private static InspectionCompleted? Shorten(InspectionCompleted answer)
    {
        if (answer.Findings.Count > 1) return answer with { Findings = AllButLast(answer.Findings) };
        if (answer.Discovered.Count > 0) return answer with { Discovered = AllButLast(answer.Discovered) };
        if (answer.Findings is not [{ Host: { } host } finding]) return null;
        if (host.RelatedMalware.Count > 0) host = host with { RelatedMalware = AllButLast(host.RelatedMalware) };
        else if (host.RelatedUrls.Count > 0) host = host with { RelatedUrls = AllButLast(host.RelatedUrls) };
        else if (host.RelatedDomains.Count > 0) host = host with { RelatedDomains = AllButLast(host.RelatedDomains) };
        else return null;
        return answer with { Findings = [finding with { Host = host }] };
    }

    private static T[] AllButLast<T>(IReadOnlyList<T> list) => [.. list.Take(list.Count - 1)];
}
