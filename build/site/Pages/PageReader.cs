using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Tasker.OutputCache.Site.Pages;

/// <summary>Reads Markdown files into pages.</summary>
/// <param name="links">Says where a link of a page leads on the site.</param>
internal sealed partial class PageReader(LinkMap links)
{
    private static readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().Build();

    /// <param name="source">The file, from the root of the repository.</param>
    public SitePage Read(string source, string markdown)
    {
        var document = Markdown.Parse(markdown, _pipeline);
        var sections = Sections(document);
        RewriteLinks(document, source);
        LabelTables(document);
        var title = sections.FirstOrDefault(static section => section.Level == 1)?.Heading ?? source;
        return new SitePage(source, title, Decorate(Render(document), source), sections);
    }

    // Gives the headings their anchors on the way.
    private static List<PageSection> Sections(MarkdownDocument document)
    {
        var anchors = new Anchors();
        var sections = new List<PageSection>();
        var (heading, anchor, level, text) = (string.Empty, string.Empty, 0, new StringBuilder());
        foreach (var block in document)
        {
            if (block is HeadingBlock { Inline: { } inline } found)
            {
                End();
                (heading, level) = (TextOf(inline), found.Level);
                anchor = anchors.Add(heading);
                found.GetAttributes().Id = anchor;
                text = new StringBuilder();
                continue;
            }

            AppendText(block, text);
        }

        End();
        return sections;

        void End()
        {
            if (level > 0)
            {
                sections.Add(new PageSection(heading, anchor, level, Spaces().Replace(text.ToString(), " ").Trim()));
            }
        }
    }

    private static void AppendText(MarkdownObject block, StringBuilder text)
    {
        foreach (var part in block.Descendants().Prepend(block))
        {
            switch (part)
            {
                case CodeBlock code:
                    text.Append(code.Lines.ToString()).Append(' ');
                    break;
                case LeafBlock { Inline: { } inline }:
                    text.Append(TextOf(inline)).Append(' ');
                    break;
            }
        }
    }

    private static string TextOf(ContainerInline inline)
    {
        var text = new StringBuilder();
        foreach (var part in inline.Descendants())
        {
            _ = part switch
            {
                LiteralInline literal => text.Append(literal.Content),
                CodeInline code => text.Append(code.Content),
                LineBreakInline => text.Append(' '),
                HtmlEntityInline entity => text.Append(entity.Transcoded),
                _ => text,
            };
        }

        return text.ToString();
    }

    private void RewriteLinks(MarkdownDocument document, string source)
    {
        foreach (var link in document.Descendants<LinkInline>().ToArray())
        {
            if (links.TryResolve(source, link.Url ?? string.Empty, out var url))
            {
                link.Url = url;
                continue;
            }

            // A file of the repository that is no page: its text stays, without a link.
            while (link.FirstChild is { } child)
            {
                child.Remove();
                link.InsertBefore(child);
            }

            link.Remove();
        }
    }

    // On a narrow screen a row is a list, and each cell says of which column it is.
    private static void LabelTables(MarkdownDocument document)
    {
        foreach (var table in document.Descendants<Table>())
        {
            var rows = table.OfType<TableRow>().ToArray();
            var labels = rows.Where(static row => row.IsHeader).Take(1).SelectMany(static row => row.OfType<TableCell>()).Select(CellText).ToArray();
            if (labels.Length > 6)
            {
                table.GetAttributes().AddClass("wide");
            }

            foreach (var row in rows)
            {
                foreach (var (i, cell) in row.OfType<TableCell>().Index())
                {
                    if (row.IsHeader)
                    {
                        cell.GetAttributes().AddProperty("scope", "col");
                    }
                    else if (i < labels.Length && labels[i].Length > 0)
                    {
                        cell.GetAttributes().AddProperty("data-label", labels[i]);
                    }
                }
            }

            if (labels.All(static label => label.Length == 0) && rows is [{ IsHeader: true } header, ..])
            {
                table.Remove(header);
            }
        }
    }

    private static string CellText(TableCell cell)
    {
        var text = new StringBuilder();
        AppendText(cell, text);
        return text.ToString().Trim();
    }

    private static string Render(MarkdownDocument document)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        _pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    // What Markdown does not say: links beside headings, comments in code, files named in raw HTML.
    private string Decorate(string html, string source)
    {
        html = Heading().Replace(html, static match =>
            $"<h{match.Groups["level"].Value} id=\"{match.Groups["id"].Value}\">{match.Groups["text"].Value}<a class=\"anchor\" href=\"#{match.Groups["id"].Value}\" aria-label=\"Link to this section\">#</a></h{match.Groups["level"].Value}>");
        html = Code().Replace(html, static match => $"{match.Groups["open"].Value}{Comment().Replace(match.Groups["code"].Value, "<span class=\"comment\">$0</span>")}</code>");
        html = Alignment().Replace(html, " class=\"${side}\"");
        html = InlineCode().Replace(html, static match => BreakingPlace().Replace(match.Value, "$0<wbr>"));
        return RawFile().Replace(html, match => links.TryResolve(source, WebUtility.HtmlDecode(match.Groups["file"].Value), out var url) ? $"{match.Groups["name"].Value}=\"{WebUtility.HtmlEncode(url)}\"" : match.Value);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("<h(?<level>[2-4]) id=\"(?<id>[^\"]+)\">(?<text>.*?)</h[2-4]>", RegexOptions.Singleline)]
    private static partial Regex Heading();

    [GeneratedRegex("(?<open><code class=\"language-(?:csharp|sh|toml|vcl|yaml)\">)(?<code>.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?:(?<=^|\s)(?://|\#) .*)$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    // The policy of the site allows no style inside a page.
    [GeneratedRegex(" style=\"text-align: (?<side>left|right|center);\"")]
    private static partial Regex Alignment();

    [GeneratedRegex("(?<=<code>)[^<]+(?=</code>)")]
    private static partial Regex InlineCode();

    // A narrow cell breaks long names there.
    [GeneratedRegex(@"(?<=\w)[_./:](?=\w)")]
    private static partial Regex BreakingPlace();

    [GeneratedRegex("(?<name>srcset)=\"(?<file>[^\"]+)\"")]
    private static partial Regex RawFile();
}
