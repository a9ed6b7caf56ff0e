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
    private const string CacheStatusName = "Cache-Status";

    private static readonly StoredResponse Cancelled = new(StatusCodes.Status499ClientClosedRequest, [], []);

    // The middleware has a clock of its own, whatever ours is.
    private static readonly TimeProvider FrameworkClock = TimeProvider.System;

    private readonly CacheEngine _engine;
    private readonly EvictionView _view;
    private readonly ICacheEvictor _evictor;
    private readonly RequestRegistry _requests;
    private readonly ResourceCatalog _resources;
    private readonly ResponseSelector _selector;
    private readonly ITagExpander _tags;
    private readonly ILogger _logger;
    private bool _hasWarned;

    public TaskerOutputCacheStore(
        CacheEngine engine,
        EvictionView view,
        ICacheEvictor evictor,
        RequestRegistry requests,
        ResourceCatalog resources,
        ResponseSelector selector,
        ITagExpander tags,
        ILogger<TaskerOutputCacheStore> logger)
    {
        _engine = engine;
        _view = view;
        _evictor = evictor;
        _requests = requests;
        _resources = resources;
        _selector = selector;
        _tags = tags;
        _logger = logger;
    }

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var work = FindWork(key, isLookup: true);
        var lookup = work.IsReadOnly ? _engine.PeekAsync(work, cancellationToken) : _engine.LookupAsync(work, cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? ValueTask.FromResult(Take(work, lookup.Result))
            : TakeAsync(work, lookup);
    }

    private async ValueTask<byte[]?> TakeAsync(ResponseWork work, ValueTask<CacheLookup> lookup)
    {
        try
        {
            return Take(work, await lookup.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (work is not PlainWork)
        {
            // The middleware takes a cancelled lookup for a miss, and would run the handler for a client that is gone.
            work.IsCancelled = true;
            return Cancelled.ToFrameworkForm(FrameworkClock.GetUtcNow());
        }
        catch
        {
            // The middleware runs the handler.
            work.ObserveStart();
            throw;
        }
    }

    private byte[]? Take(ResponseWork work, CacheLookup lookup)
    {
        work.Found(lookup);
        var bytes = lookup.Entry?.Content switch
        {
            StoredResponse response when work.Http is { } http => Select(work, http, lookup.Entry, response),
            StoredResponse response => response.ToFrameworkForm(FrameworkClock.GetUtcNow()),
            OpaqueResponse response => response.Bytes,
            _ => null,
        };
        if (!work.IsServedAsIs)
        {
            work.ObserveStart();
        }

        return bytes;
    }

    private byte[] Select(ResponseWork work, HttpContext http, CachedEntry entry, StoredResponse response)
    {
        var selected = _selector.Select(http.Request, entry, response);

        // Others are changed by the middleware, or have a line of Cache-Status that ours has to follow.
        work.IsServedAsIs = selected.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) && !response.TryGetHeader(CacheStatusName, out _);
        if (selected.Status != StatusCodes.Status304NotModified)
        {
            // The middleware would evaluate them once more, and by rules of its own.
            HiddenHeaders.HideConditions(http);
        }

        return response.ToFrameworkForm(selected, FrameworkClock.GetUtcNow());
    }

    // Another key is one of the framework's, for an endpoint of its own policies, or of somebody who uses the store for himself.
    private ResponseWork FindWork(string key, bool isLookup)
    {
        if (_requests.TryFind(key, out var work))
        {
            return work;
        }

        // Nothing tells the end of a computation that this method would let others wait for. Without the point of its
        // arrival nobody knows when a computation of the framework's began, and nothing is stored.
        var plain = ArrivalPolicy.Split(key, out var arrival);
        work = new PlainWork(PlainWork.KeyOf(_resources.Plain, plain), _resources.Plain) { IsReadOnly = isLookup };
        work.Computation = isLookup ? null : _engine.TryBegin(work, arrival ?? _view.Now);
        return work;
    }

    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, ReadOnlyMemory<string> tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var work = FindWork(key, isLookup: false);
        if (work.IsReadOnly || work.Computation is not { } computation)
        {
            return default;
        }

        // The buffers are the caller's, and are used again as soon as this call has ended.
        var bytes = value.IsSingleSegment ? value.FirstSpan : value.ToArray();
        CachedContent content = FrameworkFormat.TryRead(bytes, work.Http?.Response.Headers, isPlain: work is PlainWork, out var response) ? response : ReadOpaque(bytes);
        if (response is not null && work.OwnStatus is { } own && StoredHeaders.TryRemove(response.Headers, CacheStatusName, own, out var headers))
        {
            // The handler has started the response before it wrote to it, and only then does the middleware look at the headers.
            content = response = new StoredResponse(response.Status, headers, response.Body.Span);
        }

        if (response is not null && work.IsPrivate)
        {
            content = response.AsPrivate();
        }

        var all = work.AllTags(_tags, tags.Span);
        if (work.TryConfirm(Fill))
        {
            Fill();
        }

        return default;

        void Fill() => computation.Complete(content, all, _engine.LifeOf(work.Settings, work.Ttl ?? validFor, work.HasOwnTtl));
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
