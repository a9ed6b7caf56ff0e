using System.Net;
using System.Text.RegularExpressions;

namespace Tasker.OutputCache.Site.Pages;

/// <summary>Looks for links of a written site that lead nowhere, and for files that it would load from another host.</summary>
public static partial class DeadLinks
{
    /// <summary>Returns them, each with its page.</summary>
    public static IReadOnlyList<string> Find(string site)
    {
        var dead = new List<string>();
        var anchors = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var page in Directory.GetFiles(site, "*.html", SearchOption.AllDirectories))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
            {
                var target = WebUtility.HtmlDecode(link.Groups["target"].Value);
                if (!LeadsSomewhere(page, link.Groups["name"].Value, target))
                {
                    dead.Add($"{Path.GetRelativePath(site, page)}: {target}");
                }
            }
        }

        return dead;

        bool LeadsSomewhere(string page, string attribute, string target)
        {
            if (target.Contains("://", StringComparison.Ordinal))
            {
                return attribute == "href";
            }

            if (target.StartsWith("mailto:", StringComparison.Ordinal) || target == "data:,")
            {
                return true;
            }

            var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, string.Empty);
            var file = path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path));
            return File.Exists(file) && (anchor.Length == 0 || AnchorsOf(file).Contains(anchor));
        }

        HashSet<string> AnchorsOf(string file) => anchors.TryGetValue(file, out var found)
            ? found
            : anchors[file] = Id().Matches(File.ReadAllText(file)).Select(static id => id.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
    }

    [GeneratedRegex("""\s(?<name>href|src|srcset)="(?<target>[^"]*)"(?=[^<]*>)""")]
    private static partial Regex Link();

    [GeneratedRegex("""\sid="(?<id>[^"]+)"(?=[^<]*>)""")]
    private static partial Regex Id();
}
