using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Policies;

/// <summary>Evicts what a successful request has changed: its own path, and those that its response names (RFC 9111, section 4.4).</summary>
internal sealed class UnsafeMethods
{
    // Segments of a base path, at most.
    private const int MaximumCuts = 4;

    private readonly ConcurrentDictionary<CacheEndpoint, JoinedEviction> _endpoints = new();
    private readonly CacheEndpointCatalog _catalog;
    private readonly ICacheEvictor _evictor;
    private readonly ResourceCatalog _resources;
    private readonly PathEvictionBudget _budget;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private int _isReported;

    public UnsafeMethods(CacheEndpointCatalog catalog, ICacheEvictor evictor, ResourceCatalog resources, TimeProvider clock, ILogger<UnsafeMethods> logger)
    {
        _catalog = catalog;
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
    public void Follow(HttpContext context)
    {
        if (_resources.Options.Enabled)
        {
            // The application may cut the path on its way.
            var path = context.Request.PathBase.Add(context.Request.Path);
            context.Response.OnStarting(() => OnStartingAsync(context, path));
        }
    }

    // Before the client knows of the success. It is applied here at once; only the word of the shared log is waited for, not for ever.
    private async Task OnStartingAsync(HttpContext context, PathString path)
    {
        if (context.Response.StatusCode is < 200 or >= 400)
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
        var request = context.Request;
        var tags = new HashSet<CacheTag>();
        var endpoints = new HashSet<CacheEndpoint>();
        Add(front);
        Add(request.PathBase.Add(request.Path));
        Add(Locate(request, context.Response.Headers.Location));
        Add(Locate(request, context.Response.Headers.ContentLocation));
        return Task.WhenAll(endpoints.Select(EvictAll).Append(tags.Count == 0 ? Task.CompletedTask : _evictor.EvictAsync(tags, CancellationToken.None).AsTask()));

        void Add(PathString? path)
        {
            if (path is not { HasValue: true } whole || CacheTag.OfEntries(TagText.ForPath(default, whole)) is var tag && tags.Contains(tag))
            {
                return;
            }

            var cached = FindCached(whole);
            if (cached.Count == 0)
            {
                return;
            }

            if (_budget.TryTake())
            {
                tags.Add(tag);
                return;
            }

            endpoints.UnionWith(cached);
            if (Interlocked.Exchange(ref _isReported, 1) == 0)
            {
                _logger.PathEvictionsOverRate(PathEvictionBudget.Rate);
            }
        }
    }

    // How much of it the application cuts can't be seen any more: often the response starts when the pipeline has ended.
    private HashSet<CacheEndpoint> FindCached(PathString path)
    {
        var cached = new HashSet<CacheEndpoint>();
        for (var (text, cuts) = (path.Value!, 0); cuts <= MaximumCuts && text.Length > 0; cuts++)
        {
            cached.UnionWith(_catalog.FindByPath(text));
            var next = text.IndexOf('/', 1);
            text = next < 0 ? string.Empty : text[next..];
        }

        return cached;
    }

    // One tag, however many paths there are, and one call at a time: what changed is void all the same.
    private Task EvictAll(CacheEndpoint endpoint) =>
        _endpoints.GetOrAdd(endpoint, static (endpoint, evictor) => new JoinedEviction(evictor, CacheTag.OfEntries(endpoint.Tags.EndpointTag)), _evictor).EvictAsync();

    /// <summary>Finds the path that a header names, if it is one of the request's origin.</summary>
    private static PathString? Locate(HttpRequest request, string? location)
    {
        if (string.IsNullOrEmpty(location)
            || !request.Host.HasValue
            || !Uri.TryCreate(UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path), UriKind.Absolute, out var own)
            || !Uri.TryCreate(own, location, out var uri))
        {
            return null;
        }

        return Uri.Compare(own, uri, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? PathString.FromUriComponent(uri)
            : null;
    }
}
