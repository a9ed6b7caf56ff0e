using System.Reflection;
using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tests.Http.Behaviour;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation;

/// <summary>Every case in <c>docs/http-behaviour.md</c> has a test, and every test of the behaviour a case.</summary>
public sealed partial class HttpBehaviourPageTests
{
    private static readonly string[] Rows = [.. File.ReadAllLines(Repository.PathOf("docs", "http-behaviour.md")).Where(static line => Case().IsMatch(line))];

    private static readonly HashSet<string> Listed = [.. Rows.Select(static row => Case().Match(row).Groups["test"].Value)];

    private static IEnumerable<string> TestsOf(Func<Type, bool> isContract) =>
        typeof(HttpBehaviourPageTests).Assembly.GetTypes()
            .Where(static type => type is { IsAbstract: true, IsSealed: false })
            .Where(isContract)
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)
                .Select(method => $"{type.Name}.{method.Name}"));

    [Fact]
    public void Page_EveryCase_HasATest()
    {
        var tests = TestsOf(static _ => true).ToHashSet();

        Assert.True(Listed.Count > 80, $"Only {Listed.Count} cases were found.");
        Assert.Empty(Listed.Except(tests));
    }

    [Fact]
    public void Page_EveryTestOfTheBehaviour_IsListed() => Assert.Empty(TestsOf(static type => type.IsSubclassOf(typeof(BehaviourContract))).Except(Listed));

    [Fact]
    public void Page_EveryResult_IsPassOrExplained() =>
        Assert.All(Rows, static row => Assert.Matches("^(pass|by design, because .{10,})$", Case().Match(row).Groups["result"].Value));

    [GeneratedRegex(@"^\|[^|]*\|[^|]+\| (?<result>[^|]+) \| `(?<test>\w+Contract\.\w+)` \|$")]
    private static partial Regex Case();
}
