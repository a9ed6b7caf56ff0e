namespace Tasker.OutputCache.Integration.Tests;

/// <summary>How long the run of tests may be.</summary>
internal static class TestRun
{
    /// <summary>Gets whether the long matrices were asked for, by <c>build/test.sh --full</c>.</summary>
    public static bool IsFull => Environment.GetEnvironmentVariable("TASKER_FULL") == "1";
}
