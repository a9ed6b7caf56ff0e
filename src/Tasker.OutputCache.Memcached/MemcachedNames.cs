namespace Tasker.OutputCache.Memcached;

/// <summary>The names of what a deployment has in Memcached beside its entries.</summary>
internal static class MemcachedNames
{
    /// <summary>Gets the key of the eviction log. No entry's key begins with a brace.</summary>
    public static byte[] LogOf(string prefix) => MemcachedKey.Of($"{{{prefix}}}:evictions");
}
