using System.Diagnostics.CodeAnalysis;

namespace Tasker.OutputCache.Site.Pages;

/// <summary>Says where the links of the pages lead on the site.</summary>
/// <param name="pages">The Markdown files that are pages, from the root of the repository.</param>
/// <param name="files">Other files that the site has, from the root of the repository.</param>
internal sealed class LinkMap(IReadOnlySet<string> pages, IReadOnlySet<string> files)
{
    /// <summary>Returns the address that a page writes for a link.</summary>
    /// <returns>Whether it leads to something that the site has, or to another host.</returns>
    public bool TryResolve(string source, string target, [NotNullWhen(true)] out string? url)
    {
        url = target;
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith('#') || target.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return true;
        }

        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, $"#{after}") : (target, string.Empty);
        var folder = Path.GetDirectoryName(source)!;
        var file = Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", folder, path))).Replace('\\', '/');
        var page = pages.Contains(file) ? file : pages.Contains($"{file}/README.md") ? $"{file}/README.md" : null;
        var on = page is null ? files.Contains(file) ? file : null : SitePage.UrlOf(page);
        url = on is null ? null : Path.GetRelativePath(Path.Combine("/", folder), Path.Combine("/", on)).Replace('\\', '/') + anchor;
        return url is not null;
    }
}
