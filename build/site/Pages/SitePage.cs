namespace Tasker.OutputCache.Site.Pages;

/// <summary>A page of the site.</summary>
/// <param name="Source">The Markdown file, from the root of the repository, with slashes.</param>
/// <param name="Title">The text of its first heading.</param>
/// <param name="Body">The HTML of its content.</param>
/// <param name="Sections">Its sections, the part before the first one included.</param>
internal sealed record SitePage(string Source, string Title, string Body, IReadOnlyList<PageSection> Sections)
{
    /// <summary>Gets where the page is, from the root of the site.</summary>
    public string Url { get; } = UrlOf(Source);

    /// <summary>Gets how a page leads to the root of the site.</summary>
    public string ToRoot => string.Concat(Enumerable.Repeat("../", Url.Count(static character => character == '/')));

    /// <summary>Returns where the page of a Markdown file is.</summary>
    public static string UrlOf(string source)
    {
        var folder = source[..(source.LastIndexOf('/') + 1)];
        var name = Path.GetFileNameWithoutExtension(source);
        return $"{folder}{(name == "README" ? "index" : name.ToLowerInvariant())}.html";
    }
}
