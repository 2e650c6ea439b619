using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Api;

/// <summary>What a person asks of a report: a review, or, with a verdict, that this one be set.</summary>
/// <param name="By">A person's name, where the caller's key is that of a program.</param>
/// <param name="Verdict">The verdict to set; without it a review is asked for.</param>
internal sealed record ReviewCommand(string? By, WantedVerdict? Verdict)
{
    public const int MaxBodyBytes = 32 * 1024; // the longest reason with each character as an escape
    public const int MaxReasonCharacters = 2_048;
    public const int MaxNameCharacters = 128;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        // What is misspelt must not be answered with 202 and do nothing.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>Reads a body; one without a character asks for a review.</summary>
    /// <returns>The command, or null with what is wrong at each path.</returns>
    public static ReviewCommand? Read(ReadOnlySpan<byte> json, Dictionary<string, string[]> errors)
    {
        if (json.IndexOfAnyExcept(" \t\r\n"u8) < 0) return new ReviewCommand(null, null);
        try
        {
            if (JsonSerializer.Deserialize<ReviewCommand>(json, Strict) is { } command) return command.Checked(errors);
            errors["$"] = ["must be an object"];
        }
        catch (JsonException exception)
        {
            var path = exception.Path is { Length: > 2 } at && at.StartsWith("$.", StringComparison.Ordinal) ? at[2..] : "$";
            errors[TextNormalizer.Shorten(path, 64)] =
                ["""is not JSON as it is accepted here, not known, there twice, or not a text: {"by", "verdict": {"severity", "reason"}} is what there is"""];
        }

        return null;
    }

    private ReviewCommand? Checked(Dictionary<string, string[]> errors)
    {
        var by = Text(By);
        var reason = Text(Verdict?.Reason);
        if (Length(by) > MaxNameCharacters) errors["by"] = [$"longer than {MaxNameCharacters} characters"];
        if (Verdict is { } verdict)
        {
            if (verdict.Severity is not (Severity.Safe or Severity.Unclassified or Severity.Urgent))
                errors["verdict.severity"] = ["must be safe, unclassified or urgent"];
            if (Length(reason) is 0 or > MaxReasonCharacters) errors["verdict.reason"] = [$"1 to {MaxReasonCharacters} characters"];
        }

        return errors.Count > 0 ? null : new ReviewCommand(by, Verdict is null ? null : Verdict with { Reason = reason });
    }

    private static string? Text(string? text) => text?.Trim() is { Length: > 0 } trimmed ? TextNormalizer.Normalize(trimmed) : null;

    // As JSON Schema counts: code points.
    private static int Length(string? text) => text?.EnumerateRunes().Count() ?? 0;
}

/// <summary>A person's verdict.</summary>
/// <param name="Severity">safe, unclassified or urgent.</param>
/// <param name="Reason">Why.</param>
internal sealed record WantedVerdict(Severity Severity, string? Reason);
