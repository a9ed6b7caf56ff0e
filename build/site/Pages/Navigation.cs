using System.Text.RegularExpressions;

namespace Tasker.OutputCache.Site.Pages;

/// <summary>The list of pages beside each page: the tables of <c>docs/README.md</c>.</summary>
internal sealed partial record Navigation(IReadOnlyList<NavigationGroup> Groups)
{
    public static Navigation Read(string index)
    {
        var groups = new List<NavigationGroup>();
        foreach (var part in Group().Split(index).Skip(1))
        {
            var title = part[..part.IndexOf('\n', StringComparison.Ordinal)].Trim();
            var links = Row().Matches(part)
                .Select(static row => new NavigationLink(row.Groups["title"].Value, SitePage.UrlOf(Path.GetRelativePath("/", Path.GetFullPath($"/docs/{row.Groups["file"].Value}")))))
                .ToArray();
            if (links.Length > 0)
            {
                groups.Add(new NavigationGroup(title, links));
            }
        }

        return new Navigation(groups);
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Group();

    [GeneratedRegex(@"^\| \[(?<title>[^\]]+)\]\((?<file>[^)#]+\.md)\)", RegexOptions.Multiline)]
    private static partial Regex Row();
}
