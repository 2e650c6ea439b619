using System.Text.RegularExpressions;
using AlertResponder.Contracts;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>That no text acts is shown string by string in the emitter's tests; this is the way to there, with nothing skipped.</summary>
public sealed partial class When_text_is_hostile
{
    private const string Hostile =
        "@octocat fixes #1 <img src=x onerror=alert(1)> [click](http://evil.example) ![x](http://evil.example/x.png) `` ``` | \u202Etxt.exe <!-- -->";

    private static readonly MarkdownPipeline GitHubs = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().Build();

    [Fact]
    public async Task It_arrives_in_the_issue_and_does_nothing_there()
    {
        await using var stack = await StandaloneStack.StartAsync();
        stack.Policy.Judge = _ => ("urgent", Hostile);
        var alert = new
        {
            name = Hostile,
            rule = Hostile,
            key = Hostile,
            description = $"{Hostile}\n\n# {Hostile}\n```\n{Hostile}",
            attrs = new[]
            {
                new { type = "username", value = Hostile, key = Hostile, context = new[] { Hostile[..20] } },
                new { type = "json", value = Samples.Json(new { text = Hostile }), key = Hostile, context = new[] { "additional" } },
            },
        };

        var report = await stack.FinishedAsync(await stack.SendOneAsync(Samples.Json(alert)));

        report.Verdict!.Severity.Should().Be(Severity.Urgent);
        var issue = stack.GitHub.Issues.Should().ContainSingle().Subject;
        issue.Title.Should().NotContain("\u202E").And.NotContain("<img").And.NotMatchRegex(@"@octocat|#1");
        var comment = issue.Comments.Should().ContainSingle().Subject;
        foreach (var text in new[] { issue.Body, comment.Body })
        {
            text.Should().Contain("octocat", "it is shown").And.NotContain("\u202E");
            Acting(text).Should().BeEmpty();
        }
    }

    private static IEnumerable<string> Acting(string text)
    {
        // The last line is the emitter's marker, a comment that does not show.
        var shown = text[..text.TrimEnd().LastIndexOf('\n')];
        foreach (var node in Markdown.Parse(shown, GitHubs).Descendants())
        {
            if (node is LinkInline or AutolinkInline or HtmlInline or HtmlBlock or LinkReferenceDefinition)
                yield return $"{node.GetType().Name} at {node.Span}";
            if (node is LiteralInline literal && Reference().IsMatch(literal.Content.ToString())) yield return $"reference in '{literal.Content}'";
        }
    }

    [GeneratedRegex(@"@[A-Za-z]|#\d|://")]
    private static partial Regex Reference();
}
