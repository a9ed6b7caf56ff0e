using System.Net;
using System.Text;

namespace Tasker.OutputCache.Site.Pages;

/// <summary>What stands around the content of a page.</summary>
internal sealed class PageTemplate(Navigation navigation)
{
    public string Fill(SitePage page) => $"""
        <!DOCTYPE html>
        <html lang="en" data-root="{page.ToRoot}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'">
        <meta name="color-scheme" content="light dark">
        <title>{Encode(page.Url == "index.html" ? page.Title : $"{page.Title} - Tasker.OutputCache")}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{page.ToRoot}site.css">
        <script src="{page.ToRoot}site.js" defer></script>
        </head>
        <body>
        <a class="skip" href="#content">To the content</a>
        <header>
        <a class="home" href="{page.ToRoot}index.html">Tasker.OutputCache</a>
        <form role="search" id="search">
        <input type="search" id="query" placeholder="Search (press /)" aria-label="Search the documentation" autocomplete="off">
        <ol id="results" aria-label="Results" hidden></ol>
        </form>
        </header>
        <div class="columns">
        <nav aria-label="Pages"><details class="pages"><summary>All pages</summary>{PagesOf(page)}</details></nav>
        <main id="content" tabindex="-1">
        {page.Body}
        </main>
        {SectionsOf(page)}
        </div>
        <footer>{Encode(page.Source)}</footer>
        </body>
        </html>

        """;

    private string PagesOf(SitePage page)
    {
        var html = new StringBuilder();
        foreach (var group in navigation.Groups)
        {
            html.Append("<h2>").Append(Encode(group.Title)).Append("</h2><ul>");
            foreach (var link in group.Links)
            {
                var current = link.Url == page.Url ? " aria-current=\"page\"" : string.Empty;
                html.Append("<li><a href=\"").Append(page.ToRoot).Append(link.Url).Append('"').Append(current).Append('>').Append(Encode(link.Title)).Append("</a></li>");
            }

            html.Append("</ul>");
        }

        return html.ToString();
    }

    private static string SectionsOf(SitePage page)
    {
        var sections = page.Sections.Where(static section => section.Level == 2).ToArray();
        return sections.Length < 2
            ? string.Empty
            : $"<aside aria-label=\"On this page\"><h2>On this page</h2><ul>{string.Concat(sections.Select(static section => $"<li><a href=\"#{section.Anchor}\">{Encode(section.Heading)}</a></li>"))}</ul></aside>";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
