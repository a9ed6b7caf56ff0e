using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Explores models and tells in the test's output what was found.</summary>
public abstract class ModelTests
{
    /// <summary>Gets a value indicating whether the long matrices run too: <c>build/test.sh --full</c>.</summary>
    private protected static bool IsFullRun => Environment.GetEnvironmentVariable("TASKER_FULL") == "1";

    /// <summary>All interleavings are safe, and <paramref name="served"/> shows that the model did serve.</summary>
    private protected static void AssertSafe<TState>(IModel<TState> model, Served served)
        where TState : unmanaged
    {
        var found = Explore(model);

        Assert.True(found.Violation == Violation.None, $"{found.Violation}: {string.Join(" | ", found.Trace)}");
        Assert.Equal(served, found.Served);
    }

    /// <summary>The mutant is caught, for the reason that it was made for.</summary>
    private protected static void AssertViolated<TState>(IModel<TState> model, Violation violation)
        where TState : unmanaged
    {
        var found = Explore(model);

        Assert.Equal(violation, found.Violation);
        Assert.NotEmpty(found.Trace);
    }

    private static Exploration Explore<TState>(IModel<TState> model)
        where TState : unmanaged
    {
        var watch = Stopwatch.StartNew();
        var found = Explorer.Explore(model);

        var output = TestContext.Current.TestOutputHelper;
        output?.WriteLine($"{Describe(model)}: {found.States:N0} states in {watch.ElapsedMilliseconds} ms, {found.Violation}, served {found.Served}");
        foreach (var step in found.Trace)
        {
            output?.WriteLine($"  {step}");
        }

        return found;
    }

    // A record tells all its options; those that are off say nothing.
    private static string Describe(object model) =>
        Regex.Replace(model.ToString()!, @"\w+ = (False|0)(, )?|, (?=\})", "");
}
