using System.Text.Json;
using AlertResponder.Contracts;

namespace AlertResponder.Inspection;

/// <summary>Keeps an answer within the size that the contract allows.</summary>
internal static class AnswerSize
{
    /// <summary>60 KiB, less what the envelope takes.</summary>
    public const int MaxBytes = 56 * 1024;

    /// <summary>
    /// Leaves out the last of what there are several of until the answer fits: related objects, of which the last is the oldest, then findings and
    /// discoveries. One that cannot be made to fit has failed, unless it is deferred and another will come.
    /// </summary>
    public static InspectionCompleted Fit(InspectionCompleted answer)
    {
        for (var size = Measure(answer); size > MaxBytes; size = Measure(answer))
        {
            if (Shorten(answer, size) is { } shorter) answer = shorter;
            else return WithoutFindings(answer);
        }

        return answer;
    }

    // The default encoder escapes all that is not ASCII: the result is never shorter than what goes over the wire.
    public static int Measure(InspectionCompleted answer) => JsonSerializer.SerializeToUtf8Bytes(answer, JsonSerializerOptions.Web).Length;

    private static InspectionCompleted WithoutFindings(InspectionCompleted answer) => answer with
    {
        Outcome = answer.Outcome == InspectionOutcome.Deferred ? InspectionOutcome.Deferred : InspectionOutcome.Failed,
        Reason = "its answer is too long to be sent",
        Findings = [],
        Discovered = [],
    };

    private static InspectionCompleted? Shorten(InspectionCompleted answer, int size)
    {
        for (var index = answer.Findings.Count - 1; index >= 0; index--)
        {
            var finding = answer.Findings[index];
            if (finding.Host is { } host && Shorten(host, size) is { } shorter)
                return answer with { Findings = [.. answer.Findings.Take(index), finding with { Host = shorter }, .. answer.Findings.Skip(index + 1)] };
        }

        if (answer.Findings.Count > 1) return answer with { Findings = Fewer(answer.Findings, size) };
        return answer.Discovered.Count > 0 ? answer with { Discovered = Fewer(answer.Discovered, size) } : null;
    }

    private static HostFinding? Shorten(HostFinding host, int size)
    {
        if (host.RelatedMalware.Count > 0) return host with { RelatedMalware = Fewer(host.RelatedMalware, size) };
        if (host.RelatedUrls.Count > 0) return host with { RelatedUrls = Fewer(host.RelatedUrls, size) };
        return host.RelatedDomains.Count > 0 ? host with { RelatedDomains = Fewer(host.RelatedDomains, size) } : null;
    }

    // One less, but not one by one from thousands: each step measures the whole again.
    private static T[] Fewer<T>(IReadOnlyList<T> list, int size) =>
        [.. list.Take(Math.Min(list.Count - 1, size > 2 * MaxBytes ? list.Count / 2 : list.Count))];
}
