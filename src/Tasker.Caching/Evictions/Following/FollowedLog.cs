namespace Tasker.Caching.Evictions.Following;

/// <summary>The log that a node follows.</summary>
/// <param name="Backend">The name of the back end that it belongs to.</param>
/// <param name="Log">The log.</param>
/// <param name="IsLocal">Whether only this process appends to it, so that there is nothing to keep up with.</param>
/// <param name="PollInterval">How often it is read at least, because it has no messages; <see langword="null"/> where it has.</param>
/// <param name="Limits">Reads how its back end guarantees less than it could; <see langword="null"/> if it never does.</param>
internal sealed record FollowedLog(string Backend, IEvictionLog Log, bool IsLocal, TimeSpan? PollInterval = null, Func<IReadOnlyList<string>>? Limits = null)
{
    public static FollowedLog Of(CacheBackend backend) => new(backend.Name, backend.Log, backend.IsLocal, backend.PollInterval, backend.Limits);
}
