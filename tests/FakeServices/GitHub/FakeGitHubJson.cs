using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.FakeServices.GitHub;

/// <summary>The answers, with the fields that https://docs.github.com/rest/issues gives them.</summary>
internal static class FakeGitHubJson
{
    public static IResult Json(int status, JsonNode node) => Results.Text(node.ToJsonString(), "application/json", Encoding.UTF8, status);

    public static IResult Error(int status, string message) => Json(status, new JsonObject { ["message"] = message });

    public static JsonObject User(string login) => new() { ["login"] = login, ["id"] = Id(login), ["type"] = "User" };

    /// <summary>The same number for the same login, in any process.</summary>
    private static int Id(string login) => login.Aggregate(17, (id, character) => ((id * 31) + character) & 0xFFFFFF);

    public static JsonArray Labels(FakeGitHubState.Entry issue) =>
        new([.. issue.Labels.Select(label => (JsonNode)new JsonObject { ["name"] = label, ["color"] = "ededed" })]);

    public static JsonObject Repository(FakeGitHubState state) => new()
    {
        ["id"] = state.Options.RepositoryId,
        ["name"] = state.Options.Repository.Split('/')[1],
        ["full_name"] = state.Options.Repository,
        ["private"] = state.IsPrivate,
        ["visibility"] = state.IsPrivate ? "private" : "public",
        ["archived"] = state.IsArchived,
        ["has_issues"] = state.HasIssues,
        ["html_url"] = new Uri(state.Root, $"/{state.Options.Repository}").ToString(),
    };

    public static JsonObject Issue(FakeGitHubState state, FakeGitHubState.Entry issue) => new()
    {
        ["id"] = 10_000 + issue.Number,
        ["number"] = issue.Number,
        ["title"] = issue.Title,
        ["body"] = issue.Body,
        ["state"] = issue.State,
        ["state_reason"] = issue.StateReason,
        ["labels"] = Labels(issue),
        ["user"] = User(issue.Author),
        ["comments"] = issue.Comments.Count,
        ["created_at"] = Time(issue.CreatedAt),
        ["updated_at"] = Time(issue.UpdatedAt),
        ["closed_at"] = issue.ClosedAt is { } closed ? Time(closed) : null,
        ["closed_by"] = issue.ClosedBy is { } login ? User(login) : null,
        ["html_url"] = state.PageOf(issue),
        ["locked"] = false,
    };

    public static JsonObject Comment(FakeGitHubState state, FakeGitHubState.Entry issue, FakeGitHubComment comment) => new()
    {
        ["id"] = comment.Id,
        ["body"] = comment.Body,
        ["user"] = User(comment.Author),
        ["created_at"] = Time(comment.CreatedAt),
        ["updated_at"] = Time(comment.CreatedAt),
        ["html_url"] = $"{state.PageOf(issue)}#issuecomment-{comment.Id}",
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
