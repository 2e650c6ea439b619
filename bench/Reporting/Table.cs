namespace AlertResponder.Bench.Reporting;

/// <summary>A table in Markdown, its columns aligned: the first to the left, figures to the right.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> _rows = [columns];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void WriteTo(TextWriter output)
    {
        var widths = Enumerable.Range(0, columns.Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        foreach (var (number, row) in _rows.Index())
        {
            output.WriteLine(Line(row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
            if (number == 0) output.WriteLine(Line(widths.Select((width, column) => column == 0 ? new('-', width) : new string('-', width - 1) + ":")));
        }

        output.WriteLine();
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
