using System.Text;
using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation;

/// <summary>Whatever a page points to is there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Pages_RelativeLinks_LeadSomewhere()
    {
        var broken = new List<string>();
        foreach (var page in Pages())
        {
            foreach (Match link in Link().Matches(CodeBlock().Replace(File.ReadAllText(page), string.Empty)))
            {
                if (!LeadsSomewhere(page, link.Groups["target"].Value))
                {
                    broken.Add($"{Path.GetRelativePath(Repository.Root, page)}: {link.Value}");
                }
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void Index_EveryPageOfTheFolder_IsListed()
    {
        AssertLists("docs");
        AssertLists("docs", "decisions");
    }

    private static void AssertLists(params string[] folder)
    {
        var path = Repository.PathOf(folder);
        var index = File.ReadAllText(Path.Combine(path, "README.md"));
        var missing = Directory.GetFiles(path, "*.md").Select(Path.GetFileName).Where(name => name != "README.md" && !index.Contains($"({name})", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    private static IEnumerable<string> Pages() =>
        Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories));

    private static bool LeadsSomewhere(string page, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return true;
        }

        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
        var file = path.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, path);
        return Directory.Exists(file) || (File.Exists(file) && (anchor is null || !file.EndsWith(".md", StringComparison.Ordinal) || HasHeading(file, anchor)));
    }

    private static bool HasHeading(string file, string anchor) =>
        File.ReadLines(file).Any(line => line.StartsWith('#') && AnchorOf(line.TrimStart('#').Trim()) == anchor);

    private static string AnchorOf(string heading)
    {
        var anchor = new StringBuilder(heading.Length);
        foreach (var character in heading)
        {
            if (char.IsLetterOrDigit(character) || character is '-' or '_')
            {
                anchor.Append(char.ToLowerInvariant(character));
            }
            else if (character == ' ')
            {
                anchor.Append('-');
            }
        }

        return anchor.ToString();
    }

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
