using System.Reflection;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tiers;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation;

/// <summary><c>docs/logs.md</c> explains every word that the cache says about a request.</summary>
public sealed class LogsPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "logs.md"));

    [Fact]
    public void Page_EveryReason_IsExplained() => Assert.All(
        typeof(BypassReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (string)field.GetRawConstantValue()!),
        AssertExplains);

    [Fact]
    public void Page_EveryOutcome_IsExplained() => Assert.All(Enum.GetValues<CacheOutcome>().Select(CacheOutcomeName.Of), AssertExplains);

    [Fact]
    public void Page_NameOfTheMeter_IsThere() => AssertExplains(CacheMetrics.MeterName);

    private static void AssertExplains(string word) => Assert.Contains($"`{word}`", Page, StringComparison.Ordinal);
}
