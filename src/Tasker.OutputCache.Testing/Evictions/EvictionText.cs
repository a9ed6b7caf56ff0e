namespace Tasker.OutputCache.Testing;

/// <summary>Names an eviction in a message.</summary>
internal static class EvictionText
{
    public static string Of(CacheTag tag, EvictionMode mode) => mode == EvictionMode.Soft ? $"{tag} (soft)" : tag.ToString();
}
