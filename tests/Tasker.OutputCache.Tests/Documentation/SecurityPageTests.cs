using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation;

/// <summary><c>docs/security.md</c>: every threat names what proves that it is met, and that exists.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "security.md")).ReplaceLineEndings("\n");

    private static readonly HashSet<string> Classes =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
            .SelectMany(static file => Class().Matches(File.ReadAllText(file)))
            .Select(static match => match.Groups["name"].Value),
    ];

    [Fact]
    public void Page_EveryTestThatItNames_Exists()
    {
        var named = Named().Matches(Page).Select(static match => match.Groups["name"].Value).ToHashSet();

        Assert.True(named.Count > 20, $"Only {named.Count} test classes were found.");
        Assert.Empty(named.Except(Classes));
    }

    [Fact]
    public void Page_EveryThreat_NamesATest()
    {
        var section = Page[Page.IndexOf("## Threats", StringComparison.Ordinal)..Page.IndexOf("### What can be told", StringComparison.Ordinal)];
        var threats = Row().Matches(section);

        Assert.True(threats.Count > 20, $"Only {threats.Count} threats were found.");
        Assert.All(threats, static row => Assert.Matches(Named(), row.Groups["proof"].Value));
    }

    // The marker may stand on a class that is nested, generic or partial.
    [GeneratedRegex(@"^\s*(?:public|internal)[a-z ]* class (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"`(?<name>\w+(?:Tests|Contract|Properties))`")]
    private static partial Regex Named();

    // Threat, what an attacker does, what stops it, what is left to the host, the proof.
    [GeneratedRegex(@"^\| (?!threat |---)[^|]+\|[^|]+\|[^|]+\|[^|]+\|(?<proof>[^|]+)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
