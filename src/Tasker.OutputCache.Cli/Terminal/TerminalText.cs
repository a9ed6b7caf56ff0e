using System.Globalization;

namespace Tasker.OutputCache.Cli.Terminal;

/// <summary>Texts and numbers as a terminal shows them.</summary>
internal static class TerminalText
{
    private const int BytesInAUnit = 1024;

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Returns a text of the host without what a terminal would take for a command.</summary>
    /// <remarks>Keys and tags are made of what clients send.</remarks>
    public static string Of(string? text) => text is null ? string.Empty : string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(source[i]) || char.GetUnicodeCategory(source[i]) == UnicodeCategory.Format ? '?' : source[i];
        }
    });

    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double number) => number.ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Milliseconds(double? number) => number is { } known ? known.ToString("0.0", CultureInfo.InvariantCulture) + " ms" : "-";

    public static string Rate(double number) => number.ToString(number < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    public static string Bytes(long number)
    {
        var (size, unit) = ((double)number, 0);
        while (size >= BytesInAUnit && unit < Units.Length - 1)
        {
            size /= BytesInAUnit;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {Units[unit]}");
    }

    public static string Ago(double seconds) => seconds switch
    {
        < 1 => "now",
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s ago"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min ago"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} h ago"),
    };
}
