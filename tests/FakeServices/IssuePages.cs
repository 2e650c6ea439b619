using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using AlertResponder.FakeServices.GitHub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AlertResponder.FakeServices;

/// <summary>Shows what was written into the stand-in for GitHub: a page for browsers, plain text for everything else.</summary>
internal static class IssuePages
{
    private const string Style = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;background:#f4f4f4;padding:1rem}";

    public static WebApplication Create(string urls, FakeGitHub gitHub)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        app.MapGet("/health/ready", () => "Healthy");
        app.MapGet("/", (HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? Results.Text(Page(gitHub), "text/html", Encoding.UTF8)
            : Results.Text(Text(gitHub), "text/plain", Encoding.UTF8));
        return app;
    }

    private static string Page(FakeGitHub gitHub)
    {
        var html = HtmlEncoder.Default;
        var page = new StringBuilder($"<!doctype html><meta charset=utf-8><title>{gitHub.Repository}</title><style>{Style}</style>");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Issues of {html.Encode(gitHub.Repository)}</h1><p>{Count(gitHub)} Reload the page for news.</p>");
        foreach (var issue in Newest(gitHub))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>#{issue.Number} {html.Encode(issue.Title)}</h2><p>{html.Encode(State(issue))}</p>");
            page.Append(CultureInfo.InvariantCulture, $"<pre>{html.Encode(issue.Body)}</pre>");
            foreach (var comment in issue.Comments) page.Append(CultureInfo.InvariantCulture, $"<h3>Comment</h3><pre>{html.Encode(comment.Body)}</pre>");
        }

        return page.ToString();
    }

    private static string Text(FakeGitHub gitHub)
    {
        var text = new StringBuilder($"{Count(gitHub)}\n");
        foreach (var issue in Newest(gitHub))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n───── #{issue.Number} {issue.Title}\n{State(issue)}\n\n{issue.Body}\n");
            foreach (var comment in issue.Comments) text.Append(CultureInfo.InvariantCulture, $"\n───── Comment on #{issue.Number}\n\n{comment.Body}\n");
        }

        return text.ToString();
    }

    private static string Count(FakeGitHub gitHub) => gitHub.Issues.Count switch
    {
        0 => "No issue yet.",
        1 => "1 issue.",
        var count => string.Create(CultureInfo.InvariantCulture, $"{count} issues, the newest first."),
    };

    private static IEnumerable<FakeGitHubIssue> Newest(FakeGitHub gitHub) => gitHub.Issues.OrderByDescending(issue => issue.Number);

    private static string State(FakeGitHubIssue issue) => $"{issue.State}: {string.Join(", ", issue.Labels.Order(StringComparer.Ordinal))}";
}
