using System.Globalization;
using System.Text;
using AlertResponder.Emission.Rendering;

namespace AlertResponder.Emitter.GitHub.Rendering;

/// <summary>
/// A text of sections that fits into an issue or a comment: a section that does not fit is left out, and a note says so. Everything
/// that is appended is our own wording or a rendering of <see cref="Untrusted"/>.
/// </summary>
internal sealed class Markdown
{
    /// <summary>Characters in a body or a comment: https://docs.github.com/rest/issues/issues#create-an-issue answers 422 beyond it.</summary>
    public const int MaxLength = 65_536;

    private const int NoteReserve = 200;
    private const int RowsInSection = 20;
    private const int RowsLength = 4_000;

    private readonly List<(string Text, bool IsOpening)> _sections = [];

    /// <summary>Adds a section; it is shown as a whole or not at all.</summary>
    public Markdown Section(string text) => Add(text, isOpening: false);

    /// <summary>Adds a section that says what the following ones are about: they are not shown without it.</summary>
    public Markdown Opening(string text) => Add(text, isOpening: true);

    /// <summary>Adds a heading with a table under it, or nothing when there are no rows. A long table goes on in sections of its own.</summary>
    public Markdown Table(string? heading, string[] columns, IEnumerable<string[]> rows)
    {
        var top = $"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n";
        return Rows(heading, top, rows.Select(row => $"| {string.Join(" | ", row)} |\n"));
    }

    /// <summary>Adds a heading with a list under it, or nothing when there are no items. A long list goes on as a table does.</summary>
    public Markdown List(string heading, IEnumerable<string> items) => Rows(heading, "", items.Select(item => $"- {item}\n"));

    /// <summary>Joins the sections, with the marker as the last line.</summary>
    public string ToText(string marker)
    {
        var room = MaxLength - NoteReserve - marker.Length;
        var text = new StringBuilder();
        var (shown, isOpened) = (0, true);
        foreach (var (section, isOpening) in _sections)
        {
            var fits = text.Length + section.Length + 2 <= room;
            if (isOpening) isOpened = fits;
            if (!fits || !isOpened) continue;
            text.Append(section).Append("\n\n");
            shown++;
        }

        if (shown < _sections.Count)
            text.Append(CultureInfo.InvariantCulture, $"*Cut: {_sections.Count - shown} of {_sections.Count} sections do not fit ")
                .Append("into one text at GitHub. The report itself has all of them.*\n\n");
        return text.Append(marker).ToString();
    }

    public static string Time(DateTimeOffset? time) =>
        time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC" : "";

    private Markdown Rows(string? heading, string top, IEnumerable<string> rows)
    {
        var (part, count, parts) = (new StringBuilder(), 0, 0);
        foreach (var row in rows)
        {
            if (count == RowsInSection || (count > 0 && part.Length + row.Length > RowsLength)) End();
            part.Append(row);
            count++;
        }

        if (count > 0) End();
        return this;

        void End()
        {
            var title = heading is null ? "" : $"{heading}{(parts == 0 ? "" : ", continued")}\n\n";
            Section($"{title}{top}{part}");
            part.Clear();
            (count, parts) = (0, parts + 1);
        }
    }

    private Markdown Add(string text, bool isOpening)
    {
        if (text.Length > 0) _sections.Add((text.TrimEnd('\n'), isOpening));
        return this;
    }
}
