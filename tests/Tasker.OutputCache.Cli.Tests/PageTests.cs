using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Cli.Tests;

/// <summary>The page says what the tool does.</summary>
public sealed partial class PageTests
{
    private static string Page => File.ReadAllText(Repository.PathOf("docs", "command-line.md"));

    [Fact]
    public void Page_ExitCodes_AreThoseOfTheTool()
    {
        var codes = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (int)field.GetRawConstantValue()!);

        Assert.Equal(codes.Order(), Row().Matches(Page).Select(static row => int.Parse(row.Groups["code"].Value, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Page_Options_AreThoseOfTheTool()
    {
        var known = new List<string> { "--global" };
        foreach (var command in (string[])["status", "top", "explain", "triggers", "evict", "watch"])
        {
            Assert.Contains($"| `{command}", Page, StringComparison.Ordinal);
            known.AddRange(Option().Matches((await ToolRun.OfAsync([command, "--help"])).Output).Select(static option => option.Value));
        }

        var named = Option().Matches(Page).Select(static option => option.Value).ToHashSet();

        Assert.Empty(named.Except(known));
        Assert.Empty(known.Except(named).Except(["--help", "--yes"]));
    }

    [GeneratedRegex(@"^\| (?<code>\d) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("(?<![a-z-])--[a-z][a-z-]+")]
    private static partial Regex Option();
}
