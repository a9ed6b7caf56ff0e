using System.Reflection;
using Tasker.OutputCache.TestUtilities.Troubleshooting;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation.Troubleshooting;

/// <summary><c>docs/troubleshooting.md</c> has 25 mistakes. Each is told by the library, and a test makes it; what the compiler says is compared where the analyzers are tested.</summary>
public sealed class TroubleshootingPageTests
{
    [Fact]
    public void Page_Mistakes_AreNumberedFrom1To25() => Assert.Equal(Enumerable.Range(1, 25), TroubleshootingPage.Mistakes.Keys.Order());

    [Fact]
    public void Page_EveryMistake_IsTold() => Assert.All(TroubleshootingPage.Mistakes, static mistake => Assert.True(mistake.Value.Count > 0, $"Mistake {mistake.Key} quotes nothing."));

    [Fact]
    public void Page_EveryMistakeThatARunningHostTells_HasATest()
    {
        var tested = typeof(MistakeContract).Assembly.GetTypes()
            .Where(static type => type.IsAbstract && type.IsSubclassOf(typeof(MistakeContract)))
            .SelectMany(static type => type.GetMethods())
            .Select(static method => method.GetCustomAttribute<MistakeAttribute>()?.Number)
            .OfType<int>();
        var told = TroubleshootingPage.Mistakes.Where(static mistake => mistake.Value.Any(static symptom => !symptom.IsOfCompiler)).Select(static mistake => mistake.Key);

        Assert.Equal(told.Order(), tested.Order());
    }
}
