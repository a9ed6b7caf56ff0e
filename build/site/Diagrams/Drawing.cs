using System.Globalization;
using System.Net;
using System.Text;

namespace Tasker.OutputCache.Site.Diagrams;

/// <summary>An SVG in the making.</summary>
internal sealed class Drawing(int width, int height, Palette colours, string title)
{
    private readonly StringBuilder _content = new();

    public Palette Colours => colours;

    public void Text(double x, double y, string text, string? colour = null, int size = 15, string anchor = "start", bool bold = false) =>
        _content.Append(CultureInfo.InvariantCulture, $"  <text x=\"{x}\" y=\"{y}\" fill=\"{colour ?? colours.Text}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{(bold ? " font-weight=\"600\"" : string.Empty)}>{WebUtility.HtmlEncode(text)}</text>\n");

    public void Box(double x, double y, double boxWidth, double boxHeight, string fill, string? stroke = null) =>
        _content.Append(CultureInfo.InvariantCulture, $"  <rect x=\"{x}\" y=\"{y}\" width=\"{boxWidth}\" height=\"{boxHeight}\" rx=\"6\" fill=\"{fill}\"{(stroke is null ? string.Empty : $" stroke=\"{stroke}\"")}/>\n");

    /// <summary>A box with lines of text in its middle.</summary>
    public void Label(double x, double y, double boxWidth, double boxHeight, string fill, string textColour, params string[] lines)
    {
        Box(x, y, boxWidth, boxHeight, fill);
        for (var i = 0; i < lines.Length; i++)
        {
            Text(x + (boxWidth / 2), y + (boxHeight / 2) + 5 + ((i - ((lines.Length - 1) / 2.0)) * 19), lines[i], textColour, 14, "middle");
        }
    }

    public void Line(double x1, double y1, double x2, double y2, string? colour = null, bool dashed = false) =>
        _content.Append(CultureInfo.InvariantCulture, $"  <path d=\"M{x1} {y1} L{x2} {y2}\" stroke=\"{colour ?? colours.Line}\" stroke-width=\"1.5\" fill=\"none\"{(dashed ? " stroke-dasharray=\"5 4\"" : string.Empty)}/>\n");

    /// <summary>A line with a head at its end, to the right or downwards.</summary>
    public void Arrow(double x1, double y1, double x2, double y2, string? colour = null)
    {
        Line(x1, y1, x2, y2, colour);
        var (dx, dy) = y1 == y2 ? (-7, 4) : (4, -7);
        var head = y1 == y2 ? $"M{x2 + dx} {y2 - dy} L{x2} {y2} L{x2 + dx} {y2 + dy}" : $"M{x2 - dx} {y2 + dy} L{x2} {y2} L{x2 + dx} {y2 + dy}";
        _content.Append(CultureInfo.InvariantCulture, $"  <path d=\"{head}\" stroke=\"{colour ?? colours.Line}\" stroke-width=\"1.5\" fill=\"none\"/>\n");
    }

    public override string ToString() => $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" font-family="system-ui, 'Segoe UI', 'Noto Sans', sans-serif">
          <title>{WebUtility.HtmlEncode(title)}</title>
          <rect width="{width}" height="{height}" rx="8" fill="{colours.Ground}"/>
        {_content}</svg>

        """;
}
