using Tasker.Caching.Engine;

namespace Tasker.Caching.Near;

/// <summary>A key that is watched for how soon it comes back.</summary>
/// <param name="Hash">The hash of the key.</param>
/// <param name="Size">The bytes of its last entry.</param>
/// <param name="UsableUntil">The timestamp up to which that answers requests.</param>
/// <param name="Ghost">What tells whether an eviction has made it void. It holds no content.</param>
internal readonly record struct ReuseItem(uint Hash, long Size, long UsableUntil, NearEntry? Ghost);
