namespace Tasker.OutputCache.Testing;

internal static class TestDefaults
{
    /// <summary>How long a test waits, by the real clock, for what happens in the background.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
}
