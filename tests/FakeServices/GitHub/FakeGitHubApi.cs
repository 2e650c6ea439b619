using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static AlertResponder.FakeServices.GitHub.FakeGitHubJson;

namespace AlertResponder.FakeServices.GitHub;

/// <summary>The endpoints, as https://docs.github.com/rest/issues describes them.</summary>
internal static class FakeGitHubApi
{
    private const string ServerPrefix = "/api/v3";
    private const int MaxBody = 65_536;
    private const int MaxTitle = 256;

    public static void Map(WebApplication app, FakeGitHubState state)
    {
        app.Use((context, next) => ScriptedAsync(context, next, state));
        app.UseRouting();
        foreach (var prefix in (string[])[ServerPrefix, ""])
        {
            var api = app.MapGroup(prefix);
            api.MapGet("/user", () => Json(200, User(state.Options.Login)));
            var repository = api.MapGroup("/repos/{owner}/{name}").AddEndpointFilter((call, next) => RepositoryAsync(call, next, state));
            repository.MapGet("", () => Json(200, Repository(state)));
            repository.MapGet("/issues", (HttpContext context) => List(context, state));
            repository.MapPost("/issues", Handler(context => CreateAsync(context, state)));
            repository.MapGet("/issues/{number:int}", (int number) => OnIssue(state, number, issue => Json(200, Issue(state, issue))));
            repository.MapPatch("/issues/{number:int}", (int number, HttpContext context) => UpdateAsync(context, state, number));
            repository.MapGet("/issues/{number:int}/comments", (int number, HttpContext context) => ListComments(context, state, number));
            repository.MapPost("/issues/{number:int}/comments", (int number, HttpContext context) => CommentAsync(context, state, number));
            repository.MapPost("/issues/{number:int}/labels", (int number, HttpContext context) => AddLabelsAsync(context, state, number));
            repository.MapDelete("/issues/{number:int}/labels/{**label}", (int number, string label) => RemoveLabel(state, number, label));
            repository.MapDelete("/issues/comments/{id:long}", (long id) => DeleteComment(state, id));
        }

        app.MapFallback(() => Error(404, "Not Found"));
    }

    // A lambda of a HttpContext alone would be taken for a RequestDelegate, which throws its result away.
    private static Delegate Handler(Func<HttpContext, Task<IResult>> handler) => handler;

    private static async Task ScriptedAsync(HttpContext context, RequestDelegate next, FakeGitHubState state)
    {
        var request = context.Request;
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        request.Body.Position = 0;
        var path = request.Path.Value!;
        var prefix = path.StartsWith($"{ServerPrefix}/", StringComparison.Ordinal) ? ServerPrefix : "";
        path = path[prefix.Length..];
        var call = state.Note(new FakeGitHubCall(request.Method, path, request.QueryString.Value ?? "", body, state.Now) { Prefix = prefix });
        var fault = state.TakeFault(request.Method, path);

        // The answer is held back until the work is done, so that it can still be lost, late or another one.
        var wire = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        if (fault is null || fault.DoesTheWork)
        {
            if (IsAuthorized(request, state)) await next(context);
            else await Error(401, "Bad credentials").ExecuteAsync(context);
        }

        context.Response.Body = wire;
        if (fault is { Drops: true })
        {
            context.Abort();
            return;
        }

        if (fault is { Delay: var delay } && delay > TimeSpan.Zero) await Task.Delay(delay, context.RequestAborted);
        if (fault?.Status is { } status)
        {
            answer.SetLength(0);
            context.Response.Headers.Clear();
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json; charset=utf-8";
            await JsonSerializer.SerializeAsync(answer, Failure(fault), cancellationToken: context.RequestAborted);
        }
        else if (fault?.Garbage is { } garbage)
        {
            answer.SetLength(0);
            await answer.WriteAsync(Encoding.UTF8.GetBytes(garbage), context.RequestAborted);
        }
        else if (fault?.Change is { } change && answer.Length > 0)
        {
            var json = JsonNode.Parse(answer.ToArray())!;
            change(json);
            answer.SetLength(0);
            await JsonSerializer.SerializeAsync(answer, json, cancellationToken: context.RequestAborted);
        }

        foreach (var (name, value) in fault?.Headers ?? new Dictionary<string, string>()) context.Response.Headers[name] = value;
        state.NoteStatus(call, context.Response.StatusCode);
        answer.Position = 0;
        context.Response.ContentLength = answer.Length;
        if (answer.Length > 0) await answer.CopyToAsync(wire, context.RequestAborted);
    }

    private static JsonObject Failure(GitHubFault fault)
    {
        var failure = new JsonObject { ["message"] = fault.Message };
        if (fault.Errors.Count > 0)
            failure["errors"] = new JsonArray([.. fault.Errors.Select(error =>
                (JsonNode)new JsonObject { ["resource"] = "Issue", ["code"] = "unprocessable", ["field"] = "data", ["message"] = error })]);
        return failure;
    }

    private static bool IsAuthorized(HttpRequest request, FakeGitHubState state)
    {
        var header = request.Headers.Authorization.ToString();
        return header.Split(' ', 2) is [var scheme, var token]
            && (scheme.Equals("token", StringComparison.OrdinalIgnoreCase) || scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase))
            && token == state.Options.Token;
    }

    private static async ValueTask<object?> RepositoryAsync(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next, FakeGitHubState state)
    {
        var values = call.HttpContext.Request.RouteValues;
        if (!state.IsVisible || !$"{values["owner"]}/{values["name"]}".Equals(state.Options.Repository, StringComparison.OrdinalIgnoreCase))
            return Error(404, "Not Found");
        if (call.HttpContext.Request.Path.Value!.Contains("/issues", StringComparison.Ordinal))
        {
            if (!state.HasIssues) return Error(410, "Issues are disabled for this repo");
            if (state.IsArchived && call.HttpContext.Request.Method != "GET")
                return Error(403, "Repository was archived so is read-only.");
        }

        return await next(call);
    }

    private static IResult List(HttpContext context, FakeGitHubState state)
    {
        var query = context.Request.Query;
        var wanted = query["state"].ToString() is { Length: > 0 } text ? text : "open";
        var labels = query["labels"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var since = Since(query);
        var issues = state.Visible(all => all, issue => issue.CreatedAt)
            .Where(issue => issue is { IsDeleted: false, IsMoved: false } && (wanted == "all" || issue.State == wanted) && issue.UpdatedAt >= since
                && labels.All(label => issue.Labels.Contains(label, StringComparer.OrdinalIgnoreCase)))
            .OrderBy(issue => issue.Number).ToList();
        if (query["direction"] != "asc") issues.Reverse();
        return Page(context, issues.ConvertAll(issue => (JsonNode)Issue(state, issue)));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, FakeGitHubState state)
    {
        var json = await ReadAsync(context);
        var title = json["title"]?.GetValue<string>() ?? "";
        var body = json["body"]?.GetValue<string>() ?? "";
        if (Invalid(title, body) is { } invalid) return invalid;
        // Silently: https://docs.github.com/rest/issues/issues#create-an-issue.
        var issue = state.Create(title, body, state.TakesLabels ? Strings(json["labels"]) : [], state.Options.Login);
        return Json(201, Issue(state, issue));
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, FakeGitHubState state, int number)
    {
        var json = await ReadAsync(context);
        return OnIssue(state, number, issue =>
        {
            var title = json["title"]?.GetValue<string>() ?? issue.Title;
            var body = json["body"]?.GetValue<string>() ?? issue.Body;
            if (Invalid(title, body) is { } invalid) return invalid;
            state.Edit(number, entry =>
            {
                (entry.Title, entry.Body) = (title, body);
                if (json.ContainsKey("milestone")) entry.Milestone = json["milestone"]?.GetValue<int>();
                if (json["labels"] is not JsonArray labels) return;
                entry.Labels.Clear();
                entry.Labels.AddRange(Strings(labels));
            });
            if (json["state"]?.GetValue<string>() is { } wanted)
            {
                var reason = json["state_reason"]?.GetValue<string>() ?? (wanted == "closed" ? "completed" : "reopened");
                state.SetState(number, wanted, reason, state.Options.Login);
            }

            return Json(200, Issue(state, issue));
        });
    }

    private static IResult ListComments(HttpContext context, FakeGitHubState state, int number) => OnIssue(state, number, issue =>
    {
        var since = Since(context.Request.Query);
        var comments = state.Visible(_ => issue.Comments, comment => comment.CreatedAt).Where(comment => comment.CreatedAt >= since);
        return Page(context, [.. comments.Select(comment => (JsonNode)Comment(state, issue, comment))]);
    });

    private static async Task<IResult> CommentAsync(HttpContext context, FakeGitHubState state, int number)
    {
        var body = (await ReadAsync(context))["body"]?.GetValue<string>() ?? "";
        return OnIssue(state, number, issue =>
            Invalid("comment", body) ?? Json(201, Comment(state, issue, state.Comment(issue, body, state.Options.Login))));
    }

    private static async Task<IResult> AddLabelsAsync(HttpContext context, FakeGitHubState state, int number)
    {
        var json = await JsonNode.ParseAsync(context.Request.Body);
        return OnIssue(state, number, issue =>
        {
            if (!state.TakesLabels) return Error(403, "Resource not accessible by personal access token");
            state.Edit(number, entry => entry.Labels.AddRange(
                Strings(json as JsonArray ?? json!["labels"]).Where(label => !entry.Labels.Contains(label, StringComparer.OrdinalIgnoreCase))));
            return Json(200, Labels(issue));
        });
    }

    private static IResult RemoveLabel(FakeGitHubState state, int number, string label) => OnIssue(state, number, issue =>
    {
        var removed = 0;
        state.Edit(number, entry => removed = entry.Labels.RemoveAll(name => name.Equals(Uri.UnescapeDataString(label), StringComparison.OrdinalIgnoreCase)));
        return removed > 0 ? Json(200, Labels(issue)) : Error(404, "Label does not exist");
    });

    private static IResult DeleteComment(FakeGitHubState state, long id)
    {
        if (state.Copy().FirstOrDefault(issue => issue.Comments.Any(comment => comment.Id == id)) is not { } holder) return Error(404, "Not Found");
        state.Edit(holder.Number, entry => entry.Comments.RemoveAll(comment => comment.Id == id));
        return Results.NoContent();
    }

    private static IResult OnIssue(FakeGitHubState state, int number, Func<FakeGitHubState.Entry, IResult> answer)
    {
        if (state.Find(number) is not { } issue) return Error(404, "Not Found");
        if (issue.IsDeleted) return Error(410, "This issue was deleted");
        if (!issue.IsMoved) return answer(issue);
        return new Moved(new Uri(state.Root, $"/api/v3/repos/acme/elsewhere/issues/{number}"));
    }

    private static IResult? Invalid(string title, string body)
    {
        if (string.IsNullOrWhiteSpace(title)) return Error(422, "Validation Failed: title is missing");
        if (title.Length > MaxTitle) return Error(422, "Validation Failed: title is too long (maximum is 256 characters)");
        return body.EnumerateRunes().Count() > MaxBody ? Error(422, "Validation Failed: body is too long (maximum is 65536 characters)") : null;
    }

    private static IResult Page(HttpContext context, List<JsonNode> items)
    {
        var query = context.Request.Query;
        var size = int.TryParse(query["per_page"], CultureInfo.InvariantCulture, out var perPage) ? Math.Clamp(perPage, 1, 100) : 30;
        var page = int.TryParse(query["page"], CultureInfo.InvariantCulture, out var number) ? Math.Max(1, number) : 1;
        var pages = Math.Max(1, (items.Count + size - 1) / size);
        if (page < pages)
        {
            var others = string.Concat(query
                .Where(pair => pair.Key is not "page")
                .Select(pair => $"&{pair.Key}={Uri.EscapeDataString(pair.Value.ToString())}"));
            var url = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}";
            context.Response.Headers.Link = $"<{url}?page={page + 1}{others}>; rel=\"next\", <{url}?page={pages}{others}>; rel=\"last\"";
        }

        return Json(200, new JsonArray([.. items.Skip((page - 1) * size).Take(size)]));
    }

    private static DateTimeOffset Since(IQueryCollection query) =>
        DateTimeOffset.TryParse(query["since"], CultureInfo.InvariantCulture, out var since) ? since : DateTimeOffset.MinValue;

    private static async Task<JsonObject> ReadAsync(HttpContext context) =>
        await JsonNode.ParseAsync(context.Request.Body) as JsonObject ?? [];

    private static IEnumerable<string> Strings(JsonNode? array) =>
        array is JsonArray items ? items.Select(item => item is JsonObject named ? named["name"]!.GetValue<string>() : item!.GetValue<string>()) : [];

    private sealed class Moved(Uri to) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.Headers.Location = to.ToString();
            return Json(301, new JsonObject { ["message"] = "Moved Permanently", ["url"] = to.ToString() }).ExecuteAsync(context);
        }
    }
}
