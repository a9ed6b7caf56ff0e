using Microsoft.Extensions.Caching.Hybrid;
using Tasker.Caching.Computing;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Objects;

/// <summary>A call for an object, on its way through the tiers.</summary>
internal sealed class ObjectWork<TState, T> : CacheOperation
{
    private readonly ObjectCache _cache;
    private readonly ObjectNames _names;
    private EntryTags? _tags;

    public ObjectWork(ObjectCache cache, ObjectNames names, string userKey, IEnumerable<CacheTag>? tags, HybridCacheEntryOptions? options)
        : this(cache, names, userKey, names.KeyOf(userKey))
    {
        UserTags = tags;
        Options = options;
        NearLife = options?.LocalCacheExpiration;
        Tiers = TiersOf(Flags);
    }

    private ObjectWork(ObjectCache cache, ObjectNames names, string userKey, string key)
        : base(key, names.Settings)
    {
        _cache = cache;
        _names = names;
        UserKey = userKey;
    }

    private static TierUse TiersOf(HybridCacheEntryFlags flags)
    {
        var tiers = TierUse.All;
        Without(HybridCacheEntryFlags.DisableLocalCacheRead, TierUse.ReadNear);
        Without(HybridCacheEntryFlags.DisableLocalCacheWrite, TierUse.WriteNear);
        Without(HybridCacheEntryFlags.DisableDistributedCacheRead, TierUse.ReadFar);
        Without(HybridCacheEntryFlags.DisableDistributedCacheWrite, TierUse.WriteFar);
        return tiers;

        void Without(HybridCacheEntryFlags flag, TierUse use) => tiers &= (flags & flag) != 0 ? ~use : TierUse.All;
    }

    /// <summary>Gets the key as the caller wrote it.</summary>
    public string UserKey { get; }

    public IEnumerable<CacheTag>? UserTags { get; private init; }

    public HybridCacheEntryOptions? Options { get; private init; }

    public HybridCacheEntryFlags Flags => Options?.Flags ?? HybridCacheEntryFlags.None;

    /// <summary>Gets what computes the object. Nothing does where the caller brings it, or only looks.</summary>
    public Func<TState, CancellationToken, ValueTask<T>>? Factory { get; init; }

    public TState State { get; init; } = default!;

    public TimeSpan Ttl => Options?.Expiration ?? Settings.Ttl;

    public override EntryTags Known => _tags ??= _cache.Tags.MakeTags(UserKey, _names.TagOf(UserKey), UserTags);

    /// <inheritdoc/>
    public override string Shape => "object";

    public override ContentReader Reader => _cache.Read<T>;

    // The caller's own factory, with its own state: no other code knows how.
    public override bool CanRefresh => Factory is not null;

    public override CacheRefresh CreateRefresh(bool isAwaited) => new ObjectRefresh<TState, T>(_cache, this, isAwaited);

    /// <summary>Makes a call for the same object that computes it again.</summary>
    public ObjectWork<TState, T> Again() => new(_cache, _names, UserKey, Key)
    {
        UserTags = UserTags,
        Options = Options,
        NearLife = NearLife,
        Tiers = Tiers,
        Factory = Factory,
        State = State,
        _tags = _tags,
    };
}
