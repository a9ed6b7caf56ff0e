using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Computing;
using Tasker.Caching.Engine;
using Tasker.Caching.Objects.Values;

namespace Tasker.Caching.Objects;

/// <content>What is kept, what is not, and who hears of it.</content>
internal sealed partial class ObjectCache
{
    private readonly ConcurrentDictionary<(string Event, Type? Type), bool> _reported = [];
    private EndpointStatistics? _counts;

    public override async ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
        await SetAsync(key, value, options, tags?.Select(CacheTag.FromString), cancellationToken).ConfigureAwait(false);

    /// <summary>Keeps an object, in place of the one before: also where other instances have that one in memory, or compute it.</summary>
    public async ValueTask SetAsync<T>(string key, T value, HybridCacheEntryOptions? options, IEnumerable<CacheTag>? tags, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!IsValid(key))
        {
            return;
        }

        var work = new ObjectWork<bool, T>(this, Names(), key, tags, options);
        if (work.Settings.Enabled)
        {
            await EvictKeysAsync([key], cancellationToken).ConfigureAwait(false);
        }

        if (Engine.TryBegin(work) is { } computation)
        {
            Keep(work, computation, value);
        }
    }

    private void Keep<TState, T>(ObjectWork<TState, T> work, Computation computation, T value)
    {
        ObjectContent content;
        int length;
        try
        {
            var mayBeCompressed = (work.Flags & HybridCacheEntryFlags.DisableCompression) == 0;
            content = ObjectContent.Of(value, _parts.Types.Get<T>(), mayBeCompressed, out length);
        }
        catch (Exception exception)
        {
            _parts.Metrics.CountNotStored(Counts, "serializer");
            if (IsFirst("serializer", typeof(T)))
            {
                _parts.Logger.ObjectNotSerializable(exception, typeof(T), _resource);
            }

            computation.NotCacheable();
            return;
        }

        if (length > work.Settings.MaxBodyBytes)
        {
            _parts.Metrics.CountNotStored(Counts, BypassReason.Body);
            if (IsFirst("body", typeof(T)))
            {
                _parts.Logger.ObjectTooLarge(typeof(T), _resource, length, work.Settings.MaxBodyBytes);
            }

            SkipStorage(work);
        }
        else if (work.Ttl <= TimeSpan.Zero)
        {
            SkipStorage(work);
        }

        computation.Complete(content, work.Known, Engine.LifeOf(work.Settings, work.Ttl, work.Options?.Expiration is not null));
    }

    // Those who wait for it get it all the same.
    private static void SkipStorage(CacheOperation work) => work.Tiers &= ~(TierUse.WriteNear | TierUse.WriteFar);

    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await EvictKeysAsync([key], cancellationToken).ConfigureAwait(false);
    }

    // The framework takes null for an empty list.
    public override async ValueTask RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        await EvictKeysAsync(keys ?? [], cancellationToken).ConfigureAwait(false);

    public ValueTask<EvictionResult> EvictKeysAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var names = Names();
        return EvictAsync([.. keys.Where(ObjectNames.IsValid).Select(key => CacheTag.OfEntries(names.TagOf(key)))], cancellationToken);
    }

    public override async ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        await EvictAsync([TagOf(tag)], cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default) =>
        await EvictAsync([.. (tags ?? []).Where(static tag => !string.IsNullOrEmpty(tag)).Select(TagOf)], cancellationToken).ConfigureAwait(false);

    // The framework's sign for everything.
    private static CacheTag TagOf(string tag) => tag == "*" ? CacheTag.Everything : CacheTag.FromString(tag);

    private async ValueTask<EvictionResult> EvictAsync(CacheTag[] tags, CancellationToken cancellationToken) =>
        tags.Length == 0 ? EvictionResult.Confirmed : await _parts.Evictor.EvictAsync(tags, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes the entries whose keys match a pattern, here and in the far tier.</summary>
    public async ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken)
    {
        var keys = Names().PatternOf(pattern);
        var removed = await _parts.Far.RemoveByPatternAsync(keys, cancellationToken).ConfigureAwait(false);
        foreach (var entry in _parts.Near.Snapshot())
        {
            if (KeyPattern.Matches(entry.Key, keys) && _parts.Near.Remove(entry))
            {
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Reads what the far tier has.</summary>
    public ObjectContent? Read<T>(ReadOnlyMemory<byte> payload)
    {
        var content = ObjectContent.Read(payload, _parts.Types.Get<T>(), out var flaw);
        if (content is null)
        {
            NoteUnreadable(typeof(T), flaw);
        }

        return content;
    }

    private bool IsValid(string key)
    {
        if (ObjectNames.IsValid(key))
        {
            return true;
        }

        _parts.Metrics.CountNotStored(Counts, "key");
        if (IsFirst("key", null))
        {
            _parts.Logger.ObjectKeyRefused(_resource, ObjectNames.MaximumKeyLength);
        }

        return false;
    }

    private void NoteUnreadable(Type type, Exception? flaw)
    {
        if (IsFirst("unreadable", type))
        {
            _parts.Logger.ObjectUnreadable(flaw, type, _resource);
        }
    }

    public void NoteRefreshFailed(Exception exception) => _parts.Logger.ObjectRefreshFailed(exception, _resource);

    private bool IsFirst(string what, Type? type) => _reported.TryAdd((what, type), true);

    // All objects of a resource are counted as those of one endpoint.
    private EndpointStatistics Counts => _counts ??= _parts.Metrics.Of(_resource, "object");

    private void Count(CacheOperation work, CacheLookup found)
    {
        var outcome = CacheOutcomeName.Of(found.Outcome);
        _parts.Metrics.CountRequest(Counts, outcome);
        if (_parts.Logger.IsEnabled(LogLevel.Debug))
        {
            _parts.Logger.ObjectLookedUp(_resource, outcome, work.Key);
        }
    }
}
