using System.Diagnostics.CodeAnalysis;
using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Reports;

/// <summary>What the reviewer makes of an inspector's message, which is foreign text like any other. Pure.</summary>
internal static class InspectorAnswer
{
    private const int MaxNameLength = 64;

    /// <summary>How many bytes of findings one answer adds at most: what the contract allows an answer to have.</summary>
    private const int MaxFindingsBytes = 60 * 1024;

    /// <summary>
    /// The answer as the report can take it: bounded, about the attribute that was asked about whatever it says itself, and not from the future,
    /// where no later answer could replace it.
    /// </summary>
    public static InspectionCompleted Read(InspectionCompleted message, TrackedAttribute asked, DateTimeOffset now)
    {
        try
        {
            var answer = AnswerNormalizer.Normalize(message);
            var findings = answer.Findings.Select(finding => finding with { Inspector = answer.Inspector, Attribute = asked.ToInspected() });
            return answer with
            {
                Attribute = asked.ToInspected(),
                CompletedAt = answer.CompletedAt < now ? answer.CompletedAt : now,
                Findings = FindingsBudget.Keep([.. findings], MaxFindingsBytes).Kept,
            };
        }
        catch (Exception exception)
        {
            // Nothing is changed yet, and nothing outside is asked: whatever this is, it comes of what the answer says, and would come again.
            return message with
            {
                Attribute = asked.ToInspected(),
                Outcome = InspectionOutcome.Failed,
                Reason = $"its answer cannot be read: {exception.GetType().Name}",
                Findings = [],
                Discovered = [],
                CompletedAt = now,
            };
        }
    }

    /// <summary>Whether a text can be an inspector's name: 1 to 64 ASCII letters, digits and <c>- _ .</c></summary>
    public static bool IsName([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxNameLength } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
