using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Store;

/// <summary>The tiers, as the framework's middleware sees them.</summary>
internal sealed class TaskerOutputCacheStore : IOutputCacheBufferStore
{
    private readonly CacheEngine _engine;
    private readonly EvictionView _view;
    private readonly ICacheEvictor _evictor;
    private readonly IHttpContextAccessor _requests;
    private readonly ResourceCatalog _resources;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private bool _hasWarned;

    public TaskerOutputCacheStore(
        CacheEngine engine,
        EvictionView view,
        ICacheEvictor evictor,
        IHttpContextAccessor requests,
        ResourceCatalog resources,
        TimeProvider clock,
        ILogger<TaskerOutputCacheStore> logger)
    {
        _engine = engine;
        _view = view;
        _evictor = evictor;
        _requests = requests;
        _resources = resources;
        _clock = clock;
        _logger = logger;
    }

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var work = FindWork(key);
        var lookup = work.IsReadOnly ? _engine.PeekAsync(work, cancellationToken) : _engine.LookupAsync(work, cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? ValueTask.FromResult(Take(work, lookup.Result))
            : TakeAsync(work, lookup);
    }

    private async ValueTask<byte[]?> TakeAsync(ResponseWork work, ValueTask<CacheLookup> lookup) => Take(work, await lookup.ConfigureAwait(false));

    private byte[]? Take(ResponseWork work, CacheLookup lookup)
    {
        work.Found(lookup);
        return lookup.Entry?.Content switch
        {
            StoredResponse response => response.ToFrameworkForm(_clock.GetUtcNow()),
            OpaqueResponse response => response.Bytes,
            _ => null,
        };
    }

    // Whoever calls in a request that has none of our metadata is the framework, for an endpoint of its own policy.
    private ResponseWork FindWork(string key)
    {
        var context = _requests.HttpContext;
        if (context?.Features.Get<ResponseWork>() is { } work)
        {
            return work;
        }

        return new PlainWork(PlainWork.KeyOf(_resources.Plain, key), _resources.Plain)
        {
            Stamp = context?.Features.Get<ArrivalFeature>()?.Point ?? _view.Now,
        };
    }

    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, ReadOnlyMemory<string> tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var work = FindWork(key);
        if (work is { IsReadOnly: true } and not PlainWork)
        {
            return default;
        }

        // The buffers are the caller's, and are used again as soon as this call has ended.
        var bytes = value.IsSingleSegment ? value.FirstSpan : value.ToArray();
        CachedContent content = FrameworkFormat.TryRead(bytes, out var response) ? response : ReadOpaque(bytes);
        _engine.Store(work, content, TagsOf(work, tags.Span), _engine.LifeOf(work.Settings, work.Ttl ?? validFor));
        return default;
    }

    private OpaqueResponse ReadOpaque(ReadOnlySpan<byte> bytes)
    {
        if (!_hasWarned)
        {
            _hasWarned = true;
            _logger.UnknownRevision(bytes.IsEmpty ? 0 : bytes[0]);
        }

        return new OpaqueResponse(bytes.ToArray());
    }

    private static List<string> TagsOf(ResponseWork work, ReadOnlySpan<string> tags)
    {
        var all = new List<string>(work.KnownTags);
        foreach (var tag in work.AddedTags)
        {
            Add(tag);
        }

        foreach (var tag in tags)
        {
            Add(CacheTag.FromString(tag).Name);
        }

        return all;

        void Add(string tag)
        {
            if (!all.Contains(tag, StringComparer.Ordinal))
            {
                all.Add(tag);
            }
        }
    }

    public async ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken) =>
        await SetAsync(key, new ReadOnlySequence<byte>(value), tags, validFor, cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> TryGetAsync(string key, PipeWriter destination, CancellationToken cancellationToken)
    {
        if (await GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return false;
        }

        await destination.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) =>
        await _evictor.EvictAsync([CacheTag.FromString(tag)], cancellationToken).ConfigureAwait(false);
}
