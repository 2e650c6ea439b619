using System.Globalization;
using System.Text.Json;
using AlertResponder.Emitter.GitHub.Rendering;
using Octokit.Internal;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>
/// Reads of GitHub's answers what the emitter uses, and no more: a field of another type than documented is as one that is missing, and stops no
/// step that does not need it. Octokit's models want every field as they know it.
/// </summary>
internal static class Answers
{
    private const int MaxLabels = 100;
    private const int MaxLabel = 100; // GitHub's own is 50
    private const int MaxUrl = 2048;

    /// <summary>A field of an object.</summary>
    /// <returns>The field; of kind <see cref="JsonValueKind.Undefined"/> when there is none.</returns>
    public static JsonElement Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) ? field : default;

    public static string? Text(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    public static long? Number(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) ? number : null;

    public static DateTimeOffset? Time(this JsonElement element) =>
        DateTimeOffset.TryParse(element.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <exception cref="FormatException">It is no issue.</exception>
    public static IssueState Issue(JsonElement issue) => new(
        issue.Field("number").Number() is > 0 and <= int.MaxValue and var number ? (int)number : throw new FormatException("an issue without a number"),
        issue.Field("user").Field("id").Number() ?? 0,
        issue.Field("html_url").Text() is { Length: <= MaxUrl } url ? url : "",
        IssueText.Hash(issue.Field("body").Text() ?? ""),
        issue.Field("state").Text() == "closed",
        issue.Field("closed_at").Time(),
        issue.Field("state_reason").Text() == "not_planned",
        Labels(issue.Field("labels")));

    /// <exception cref="FormatException">It is no comment.</exception>
    public static CommentState Comment(JsonElement comment) => new(
        comment.Field("id").Number() is > 0 and var id ? id : throw new FormatException("a comment without an id"),
        comment.Field("user").Field("id").Number() ?? 0,
        comment.Field("body").Text() ?? "");

    /// <summary>What is not said counts as what is safe: as public.</summary>
    /// <exception cref="FormatException">It is no repository.</exception>
    public static RepositoryState Repository(JsonElement repository) => new(
        repository.Field("id").Number() ?? throw new FormatException("a repository without an id"),
        // GitHub Enterprise Server says "internal" for what every member of the instance sees, and calls that private, too.
        IsPrivate: repository.Field("private").ValueKind == JsonValueKind.True,
        IsArchived: repository.Field("archived").ValueKind == JsonValueKind.True,
        HasIssues: repository.Field("has_issues").ValueKind != JsonValueKind.False);

    private static IReadOnlyList<string> Labels(JsonElement labels) => labels.ValueKind != JsonValueKind.Array
        ? []
        : [.. labels.EnumerateArray().Select(label => label.Field("name").Text()).Where(name => name is { Length: <= MaxLabel }).OfType<string>().Take(MaxLabels)];

    /// <summary>Writes what is asked; <see cref="JsonHttpClient"/> reads the answers.</summary>
    internal sealed class Serializer : IJsonSerializer
    {
        public string Serialize(object item) => JsonSerializer.Serialize(item);

        public T Deserialize<T>(string json) => throw new NotSupportedException("no answer is a text");
    }
}
