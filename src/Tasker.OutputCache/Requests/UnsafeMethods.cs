using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Endpoints;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Requests;

/// <summary>Evicts what a successful request has changed: its own path, and those that its response names (RFC 9111, section 4.4).</summary>
internal sealed class UnsafeMethods
{
    // Tags of one path, at most.
    private const int MaximumTags = 8;

    private readonly ConcurrentDictionary<string, JoinedEviction> _joined = new(StringComparer.Ordinal);
    private readonly CacheEndpointCatalog _catalog;
    private readonly CachedPaths _paths;
    private readonly ICacheEvictor _evictor;
    private readonly ResourceCatalog _resources;
    private readonly PathEvictionBudget _budget;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private int _isReported;

    public UnsafeMethods(CacheEndpointCatalog catalog, ICacheEvictor evictor, ResourceCatalog resources, TimeProvider clock, ILogger<UnsafeMethods> logger)
    {
        _catalog = catalog;
        _paths = catalog.Paths;
        _evictor = evictor;
        _resources = resources;
        _budget = new PathEvictionBudget(clock);
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Tells whether a request may change something. What is not known may.</summary>
    public static bool IsUnsafe(string method) =>
        !HttpMethods.IsGet(method)
        && !HttpMethods.IsHead(method)
        && !HttpMethods.IsOptions(method)
        && !HttpMethods.IsTrace(method)
        && !HttpMethods.IsConnect(method)
        && !method.Equals("QUERY", StringComparison.OrdinalIgnoreCase);

    /// <summary>Follows a request to the start of its response. To be called at the front of the pipeline.</summary>
    /// <remarks>Also where nothing is cached: others may share the log.</remarks>
    public void Follow(HttpContext context)
    {
        // The application may cut the path on its way.
        var request = context.Request;
        var path = request.PathBase.Add(request.Path);
        if (request.PathBase.HasValue)
        {
            _paths.NoteBase();
        }
        else if (_paths.AwaitsBase && context.Features.Get<IHttpRequestFeature>() is { } feature)
        {
            context.Features.Set<IHttpRequestFeature>(new PathBaseWatch(feature, _paths));
        }

        context.Response.OnStarting(() => OnStartingAsync(context, path));
    }

    // Before the client knows of the success. It is applied here at once; only the word of the shared log is waited for, not for ever.
    private async Task OnStartingAsync(HttpContext context, PathString path)
    {
        // The host has said that a search changes nothing, whatever its method is.
        if (context.Response.StatusCode is < 200 or >= 400 || (context.GetEndpoint() is { } endpoint && _catalog.Find(endpoint)?.TakesBodyOf(context.Request.Method) == true))
        {
            return;
        }

        try
        {
            if (Evict(context, path) is { IsCompleted: false } eviction)
            {
                await eviction.WaitAsync(_resources.Options.OperationTimeout * 2, _clock);
            }
        }
        catch (Exception exception)
        {
            _logger.PathEvictionFailed(context.Request.Method, exception);
        }
    }

    private Task Evict(HttpContext context, PathString front)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        var current = request.PathBase.Add(request.Path);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var tags = new HashSet<string>(StringComparer.Ordinal);
        var coarse = new HashSet<string>(StringComparer.Ordinal);
        Add(front);
        Add(current);

        // Where the path was rewritten, the client resolves what is relative by its own.
        foreach (var own in current == front ? [front] : new[] { front, current })
        {
            Add(Locate(request, own, headers.Location));
            Add(Locate(request, own, headers.ContentLocation));
        }

        TagHeader.WriteInvalidated(headers, [.. tags, .. coarse], _resources.Options);
        var evictions = coarse.Select(EvictAll);
        return Task.WhenAll(tags.Count == 0 ? evictions : evictions.Append(_evictor.EvictAsync([.. tags.Select(CacheTag.OfEntries)], CancellationToken.None).AsTask()));

        void Add(PathString? path)
        {
            if (path is { HasValue: true } whole && RequestPath.Of(default, whole) is var changed && seen.Add(changed.Text))
            {
                Find(changed, tags, coarse);
            }
        }
    }

    private void Find(RequestPath path, HashSet<string> tags, HashSet<string> coarse)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var covering = new HashSet<string>(StringComparer.Ordinal);
        if (!_paths.TryFind(path, found, covering))
        {
            return;
        }

        if (_budget.TryTake())
        {
            // One path has hardly two spellings. Who makes many of it must not fill the log either.
            (found.Count <= MaximumTags ? tags : coarse).UnionWith(found.Count <= MaximumTags ? found : covering);
            return;
        }

        coarse.UnionWith(covering);
        if (Interlocked.Exchange(ref _isReported, 1) == 0)
        {
            _logger.PathEvictionsOverRate(PathEvictionBudget.Rate);
        }
    }

    // One tag, however many paths there are, and one call at a time: what changed is void all the same.
    private Task EvictAll(string tag) =>
        _joined.GetOrAdd(tag, static (tag, evictor) => new JoinedEviction(evictor, CacheTag.OfEntries(tag)), _evictor).EvictAsync();

    /// <summary>Finds the path that a header names, if it is one of the request's origin.</summary>
    private static PathString? Locate(HttpRequest request, PathString path, string? location)
    {
        if (string.IsNullOrEmpty(location)
            || !request.Host.HasValue
            || !Uri.TryCreate(UriHelper.BuildAbsolute(request.Scheme, request.Host, default, path), UriKind.Absolute, out var own)
            || !Uri.TryCreate(own, location, out var uri))
        {
            return null;
        }

        return Uri.Compare(own, uri, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? PathString.FromUriComponent(uri)
            : null;
    }
}
