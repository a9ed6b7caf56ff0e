using Tasker.Caching.Engine;

namespace Tasker.Caching.Objects.Distributed;

/// <summary>A value of a distributed cache in this process's memory: what it has written itself. No eviction touches it.</summary>
internal sealed class DistributedEntry(string key, DistributedValue value, long expiresAt, bool isPending)
    : NearEntry(key, value.Bytes?.Length ?? 0, expiresAt)
{
    public DistributedValue Value => value;

    /// <summary>Gets a value indicating whether the shared back end has not got it yet.</summary>
    public bool IsPending => isPending;
}
