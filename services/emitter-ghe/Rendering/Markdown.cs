using System.Globalization;
using System.Text;

namespace AlertResponder.Emitter.GitHub.Rendering;

/// <summary>
/// A text of sections that fits into an issue or a comment: what does not fit is left out at a section's end, and a note says so.
/// Everything that is appended is our own wording or a rendering of <see cref="Untrusted"/>.
/// </summary>
internal sealed class Markdown
{
    /// <summary>Characters in a body or a comment: https://docs.github.com/rest/issues/issues#create-an-issue answers 422 beyond it.</summary>
    public const int MaxLength = 65_536;

    private const int NoteReserve = 200;

    private readonly List<string> _sections = [];

    /// <summary>Adds a section; it is shown as a whole or not at all.</summary>
    public Markdown Section(string text)
    {
        if (text.Length > 0) _sections.Add(text.TrimEnd('\n'));
        return this;
    }

    /// <summary>Adds a heading with a table under it, or nothing when there are no rows. A long table goes on in sections of its own.</summary>
    public Markdown Table(string? heading, string[] columns, IEnumerable<string[]> rows)
    {
        const int rowsInSection = 100;
        foreach (var (index, part) in rows.Chunk(rowsInSection).Index())
        {
            var table = new StringBuilder();
            if (heading is not null) table.Append(CultureInfo.InvariantCulture, $"{heading}{(index == 0 ? "" : ", continued")}\n\n");
            table.Append("| ").AppendJoin(" | ", columns).Append(" |\n|").Insert(table.Length, "---|", columns.Length).Append('\n');
            foreach (var row in part) table.Append("| ").AppendJoin(" | ", row).Append(" |\n");
            Section(table.ToString());
        }

        return this;
    }

    /// <summary>Joins the sections, with the marker as the last line.</summary>
    public string ToText(string marker)
    {
        var room = MaxLength - NoteReserve - marker.Length;
        var text = new StringBuilder();
        var shown = 0;
        foreach (var section in _sections)
        {
            if (text.Length + section.Length + 2 > room) break;
            text.Append(section).Append("\n\n");
            shown++;
        }

        if (shown < _sections.Count)
            text.Append(CultureInfo.InvariantCulture,
                $"*Cut here: {_sections.Count - shown} of {_sections.Count} sections do not fit into one text at GitHub. The report itself has all of them.*\n\n");
        return text.Append(marker).ToString();
    }

    public static string Time(DateTimeOffset? time) =>
        time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC" : "";
}
