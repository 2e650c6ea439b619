using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AlertResponder.Emitter.GitHub.Tests.Rendering;

/// <summary>A text as a CommonMark and GFM parser sees it, and what in it could act.</summary>
internal sealed partial class Parsed
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder { MaximumNestingDepth = 1_000 }
        .UsePipeTables().UseAutoLinks().UseTaskLists().UseEmphasisExtras().UseFootnotes().UseMathematics().UseAlertBlocks().Build();

    private readonly MarkdownDocument _document;

    public Parsed(string text) => _document = Markdown.Parse(text, Pipeline);

    /// <remarks>
    /// A bare hash counts in a text, where GitHub links it when a commit has it. A title is plain text, and a file's hash belongs in it.
    /// </remarks>
    /// <summary>Everything that is more than text, code and our own tables and headings.</summary>
    public IEnumerable<string> Acting(bool isTitle = false)
    {
        foreach (var node in _document.Descendants())
        {
            switch (node)
            {
                case LinkInline or AutolinkInline or HtmlInline or HtmlEntityInline or HtmlBlock
                    or LinkReferenceDefinition or FootnoteLink or MathInline or MathBlock:
                    yield return $"{node.GetType().Name}: {Show(node)}";
                    break;
                case LiteralInline literal when Reference().Match(literal.Content.ToString()) is { Success: true } match
                    && !(isTitle && match.Groups["hash"].Success):
                    yield return $"reference '{match.Value}' in '{literal.Content}'";
                    break;
            }
        }
    }

    public IEnumerable<Table> Tables => _document.Descendants<Table>();

    public IEnumerable<FencedCodeBlock> Fences => _document.Descendants<FencedCodeBlock>();

    private static string Show(MarkdownObject node) => node.Span.ToString();

    /// <summary>What GitHub makes a mention, a reference or a link of, outside of code.</summary>
    [GeneratedRegex(
        @"@[A-Za-z0-9]|#\d|\bGH-\d|\b(?<hash>[0-9a-f]{7,40})\b|://|\bwww\.|\b\d{1,3}(\.\d{1,3}){3}\b|[\u202A-\u202E\u2066-\u2069\u200B-\u200F\u0000-\u0008]",
        RegexOptions.IgnoreCase)]
    private static partial Regex Reference();
}
