namespace Tasker.Caching.Evictions;

/// <summary>The words for modes in metrics and in the history.</summary>
internal static class EvictionModeText
{
    public static string Of(EvictionMode mode) => mode == EvictionMode.Soft ? "soft" : "hard";
}
