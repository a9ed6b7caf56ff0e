using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Responses.Stored;

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
    private readonly ShadowMode _shadow;
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
        ShadowMode shadow,
        ITagExpander tags,
        ILogger<TaskerOutputCacheStore> logger)
    {
        _engine = engine;
        _view = view;
        _evictor = evictor;
        _requests = requests;
        _resources = resources;
        _selector = selector;
        _shadow = shadow;
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
        var lookup = _engine.PeekAsync(MakePlain(EvictionStampPolicy.Split(key, out _)), cancellationToken);
        return lookup.IsCompletedSuccessfully ? ValueTask.FromResult(BytesOf(lookup.Result.Entry)) : TakeAsync(lookup);
    }

    // A key that is none of ours: one of the framework's, for an endpoint of its own policies, or of code that uses the store directly.
    private FrameworkOperation MakePlain(string key) => new(FrameworkOperation.KeyOf(_resources.Plain, key), _resources.Plain);

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
        var work = MakePlain(EvictionStampPolicy.Split(key, out var arrival));
        if (_engine.TryBegin(work, arrival ?? _view.Now) is { } computation)
        {
            computation.Complete(Read(bytes, headers: null, isPlain: true), work.AllTags(_tags, tags), _engine.LifeOf(work.Settings, validFor));
        }
    }

    private void Fill(FrameworkRequest request, ReadOnlySpan<byte> bytes, ReadOnlySpan<string> tags)
    {
        if (request.IsReadOnly || (request.Computation is null && request.Shadow is null))
        {
            return;
        }

        var content = Read(bytes, request.Context.Response.Headers, isPlain: false);
        var all = request.AllTags(_tags, tags);
        if (content is StoredResponse response)
        {
            response = Correct(request, response, all);
            response.Version = request.Version;
            content = response;
            if (request.Windows is { } own && content.WindowsIn(request.Settings) is { } stored && (stored.WhileRevalidate > own.WhileRevalidate || stored.IfError > own.IfError))
            {
                // Middleware in front has closed a window, which nothing in the stored head says.
                ResponseJudge.Refuse(request, BypassReason.NoCache);
                return;
            }
        }

        if (request.TryConfirm(Store))
        {
            Store();
        }

        void Store()
        {
            if (request.Shadow is not { } lookup)
            {
                request.Computation?.Complete(content, all, request.LifeIn(_engine));
            }
            else if (content is StoredResponse watched)
            {
                _shadow.Complete(request, lookup, watched, all);
            }
        }
    }

    private CachedContent Read(ReadOnlySpan<byte> bytes, IHeaderDictionary? headers, bool isPlain) =>
        FrameworkFormat.TryRead(bytes, headers, isPlain, out var response) ? response : ReadOpaque(bytes);

    private static StoredResponse Correct(FrameworkRequest request, StoredResponse response, EntryTags tags)
    {
        if (request.OwnStatus is { } own && StoredHeaders.TryRemove(response.Headers, CacheStatus.HeaderName, own, out var headers))
        {
            // The handler has started the response before it wrote to it, and only then does the middleware look at the headers.
            response = response.With(headers);
        }

        if (request.OmittedHeaders is { } omitted)
        {
            response = response.With(StoredHeaders.Without(response.Headers, omitted));
        }

        if (request.Settings.TagHeader != CacheTagHeader.None && !request.Partition.IsSomebodys)
        {
            response = response.With(TagHeader.AddTo(response.Headers, tags, request.Settings));
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
