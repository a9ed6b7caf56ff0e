using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>The alerts are rules of Prometheus, do what their tests say, and are explained.</summary>
public sealed partial class RuleTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "dashboards.md"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_Promtool_FindsNothingWrong()
    {
        var (code, output) = await Promtool.RunAsync("check", "rules", "--lint=all", "--lint-fatal", DashboardFiles.Rules);

        Assert.True(code == 0, output);
        Assert.Contains($"{DashboardFiles.Alerts.Count} rules found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_TheirUnitTests_Pass()
    {
        Assert.NotEmpty(DashboardFiles.RuleTests);

        var (code, output) = await Promtool.RunAsync(["test", "rules", .. DashboardFiles.RuleTests]);

        Assert.True(code == 0, output);
    }

    /// <summary>Promtool would have said so: the unit tests fail over rules that never fire.</summary>
    [Fact]
    public async Task UnitTests_OverRulesThatNeverFire_FailForEach()
    {
        using var files = new TempDirectory();
        var rules = await File.ReadAllTextAsync(DashboardFiles.RulesPath, Token);
        await File.WriteAllTextAsync(files.File(DashboardFiles.Rules), ForTime().Replace(rules, "        for: 300d\n        labels:"), Token);
        foreach (var tests in DashboardFiles.RuleTests)
        {
            File.Copy(Path.Combine(DashboardFiles.Folder, tests), files.File(tests));
        }

        var (code, output) = await Promtool.RunAsync(["test", "rules", .. DashboardFiles.RuleTests.Select(files.File)]);

        Assert.NotEqual(0, code);
        Assert.Equal(DashboardFiles.Alerts.Order(StringComparer.Ordinal), FailedAlert().Matches(output).Select(static alert => alert.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Page_Alerts_HaveARowEach() =>
        Assert.Equal(DashboardFiles.Alerts.Order(StringComparer.Ordinal), AlertRow().Matches(Page).Select(static row => row.Groups[1].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Page_Files_HaveAsManyPanelsAndAlertsAsItSays()
    {
        Assert.Contains($"{DashboardFiles.Panels.Count} panels", Page, StringComparison.Ordinal);
        Assert.Contains($"{DashboardFiles.Alerts.Count} [alerts]", Page, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?:        for: \w+\n)?        labels:")]
    private static partial Regex ForTime();

    [GeneratedRegex(@"alertname: (\w+)")]
    private static partial Regex FailedAlert();

    [GeneratedRegex(@"^\| `(TaskerCache\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex AlertRow();
}
