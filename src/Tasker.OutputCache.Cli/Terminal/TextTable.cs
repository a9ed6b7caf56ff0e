namespace Tasker.OutputCache.Cli.Terminal;

/// <summary>A table for a terminal: columns as wide as their widest cell, numbers to the right.</summary>
/// <param name="headings">The headings. One that begins with <c>&gt;</c> stands over numbers.</param>
internal sealed class TextTable(params string[] headings)
{
    private const string Gap = "  ";
    private const char Right = '>';

    private readonly List<string[]> _rows = [[.. headings.Select(static heading => heading.TrimStart(Right))]];

    public bool IsEmpty => _rows.Count == 1;

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(TerminalText.Of)]);

    public async Task WriteAsync(TextWriter output)
    {
        var widths = headings.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => headings[column].StartsWith(Right) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            await output.WriteLineAsync(string.Join(Gap, cells).TrimEnd()).ConfigureAwait(false);
        }
    }
}
