namespace Tasker.Caching.Memcached;

/// <summary>The names of what a deployment has in Memcached beside its entries.</summary>
internal static class MemcachedNames
{
    /// <summary>Gets the key of the eviction log. No entry's key begins with a brace.</summary>
    public static byte[] LogOf(string prefix) => MemcachedKey.Of($"{{{prefix}}}:evictions");

    /// <summary>Gets the key of the directory of instances.</summary>
    public static byte[] InstancesOf(string prefix) => MemcachedKey.Of($"{{{prefix}}}:instances");

    /// <summary>Gets the key of what an instance says.</summary>
    public static byte[] InstanceOf(string prefix, string id) => MemcachedKey.Of($"{{{prefix}}}:instance:{id}");
}
