using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Store;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>The tiers, as the framework's middleware sees them.</summary>
internal sealed class TaskerOutputCacheStore : IOutputCacheBufferStore
{
    private static readonly StoredResponse Cancelled = new(StatusCodes.Status499ClientClosedRequest, [], [], framing: FrameworkForm.Write);

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
        if (!_requests.TryFind(key, out var request))
        {
            return GetPlainAsync(key, cancellationToken);
        }

        var lookup = request.IsReadOnly ? _engine.PeekAsync(request, cancellationToken) : _engine.LookupAsync(request, cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? ValueTask.FromResult(Take(request, lookup.Result))
            : TakeAsync(request, lookup);
    }

    private static async ValueTask<byte[]?> TakeAsync(ValueTask<CacheLookup> lookup) => BytesOf((await lookup.ConfigureAwait(false)).Entry);

    private async ValueTask<byte[]?> TakeAsync(FrameworkRequest request, ValueTask<CacheLookup> lookup)
    {
        try
        {
            return Take(request, await lookup.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The middleware takes a cancelled lookup for a miss, and would run the handler for a client that is gone.
            request.Cancel();
            return FrameworkForm.Of(Cancelled, FrameworkClock.GetUtcNow());
        }
        catch
        {
            // The middleware runs the handler.
            CachePolicy.ObserveStart(request);
            throw;
        }
    }

    private byte[]? Take(FrameworkRequest request, CacheLookup lookup)
    {
        request.Found(lookup);
        var bytes = lookup.Entry is { Content: StoredResponse response } entry ? Select(request, entry, response) : BytesOf(lookup.Entry);
        if (lookup.Entry is null && !request.IsReadOnly)
        {
            HiddenHeaders.HideFromHandler(request.Context, keepsEncodings: request.Endpoint.CoversHeader(HeaderNames.AcceptEncoding));
        }

        if (!request.IsServedAsIs)
        {
            CachePolicy.ObserveStart(request);
        }

        return bytes;
    }

    private byte[] Select(FrameworkRequest request, CachedEntry entry, StoredResponse response)
    {
        var selected = _selector.Select(request.Context.Request, entry, response);

        // Others are changed by the middleware, or have a line of Cache-Status that ours has to follow.
        if (selected.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) && !response.TryGetHeader(CacheStatus.HeaderName, out _))
        {
            request.ServeAsIs();
        }

        if (selected.Status != StatusCodes.Status304NotModified)
        {
            // The middleware would evaluate them once more, and by rules of its own.
            HiddenHeaders.HideConditions(request.Context);
        }

        return FrameworkForm.Of(response, selected, FrameworkClock.GetUtcNow());
    }

    private static byte[]? BytesOf(CachedEntry? entry) => entry?.Content switch
    {
        StoredResponse response => FrameworkForm.Of(response, FrameworkClock.GetUtcNow()),
        OpaqueResponse response => response.Bytes,
        _ => null,
    };

    // Nothing tells the end of a computation that this method would let others wait for.
    private ValueTask<byte[]?> GetPlainAsync(string key, CancellationToken cancellationToken)
    {
        var lookup = _engine.PeekAsync(MakePlain(ArrivalPolicy.Split(key, out _)), cancellationToken);
        return lookup.IsCompletedSuccessfully ? ValueTask.FromResult(BytesOf(lookup.Result.Entry)) : TakeAsync(lookup);
    }

    // A key that is none of ours: one of the framework's, for an endpoint of its own policies, or of somebody who uses the store for himself.
    private PlainWork MakePlain(string key) => new(PlainWork.KeyOf(_resources.Plain, key), _resources.Plain);

    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, ReadOnlyMemory<string> tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        // The buffers are the caller's, and are used again as soon as this call has ended.
        var bytes = value.IsSingleSegment ? value.FirstSpan : value.ToArray();
        if (_requests.TryFind(key, out var request))
        {
            Fill(request, bytes, tags.Span);
        }
        else
        {
            FillPlain(key, bytes, tags.Span, validFor);
        }

        return default;
    }

    private void FillPlain(string key, ReadOnlySpan<byte> bytes, ReadOnlySpan<string> tags, TimeSpan validFor)
    {
        // Only the point of its arrival says when a computation of the framework's began. A direct call of the store begins now.
        var work = MakePlain(ArrivalPolicy.Split(key, out var arrival));
        if (_engine.TryBegin(work, arrival ?? _view.Now) is { } computation)
        {
            computation.Complete(Read(bytes, headers: null, isPlain: true), work.AllTags(_tags, tags), _engine.LifeOf(work.Settings, validFor));
        }
    }

    private void Fill(FrameworkRequest request, ReadOnlySpan<byte> bytes, ReadOnlySpan<string> tags)
    {
        if (request.IsReadOnly || request.Computation is not { } computation)
        {
            return;
        }

        var content = Read(bytes, request.Context.Response.Headers, isPlain: false);
        if (content is StoredResponse response)
        {
            content = Correct(request, response);
        }

        var all = request.AllTags(_tags, tags);
        if (request.TryConfirm(Store))
        {
            Store();
        }

        void Store() => computation.Complete(content, all, _engine.LifeOf(request.Settings, request.Ttl, request.HasOwnTtl));
    }

    private CachedContent Read(ReadOnlySpan<byte> bytes, IHeaderDictionary? headers, bool isPlain) =>
        FrameworkFormat.TryRead(bytes, headers, isPlain, out var response) ? response : ReadOpaque(bytes);

    private static StoredResponse Correct(FrameworkRequest request, StoredResponse response)
    {
        if (request.OwnStatus is { } own && StoredHeaders.TryRemove(response.Headers, CacheStatus.HeaderName, own, out var headers))
        {
            // The handler has started the response before it wrote to it, and only then does the middleware look at the headers.
            response = response.With(headers);
        }

        return request.Partition.IsSomebodys ? response.AsPrivate() : response;
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
