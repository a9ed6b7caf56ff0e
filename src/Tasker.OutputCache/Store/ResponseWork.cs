using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Store;

/// <summary>A request to a cached endpoint, on its way through the cache. A feature of its <c>HttpContext</c>.</summary>
internal abstract class ResponseWork(string key, ResourceSettings settings) : CacheWork(key, settings)
{
    private static readonly ContentReader ReadResponse = static payload => StoredResponse.Read(payload) ?? (CachedContent?)OpaqueResponse.Read(payload);

    private static readonly ContentReader KeepResponse = static payload => StoredResponse.Read(payload, keeps: true) ?? (CachedContent?)OpaqueResponse.Read(payload);

    private List<CacheTag>? _addedTags;
    private long _computingSince = long.MinValue;

    /// <summary>Gets how the lookup ended, once it has.</summary>
    public CacheLookup? Lookup { get; private set; }

    /// <summary>Gets or sets what this request computes; <see langword="null"/> if there is nothing to compute, or nothing may be kept.</summary>
    public Computation? Computation { get; set; }

    /// <summary>Gets or sets why the response is not stored, as far as that is known.</summary>
    public string? NotStored { get; set; }

    /// <summary>Gets a value indicating whether the response may be looked up only: HEAD and range requests.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Gets a value indicating whether the cache has made the request itself.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Gets or sets what the cache itself has written into <c>Cache-Status</c>.</summary>
    public string? OwnStatus { get; set; }

    /// <summary>Gets or sets how long this response is fresh, if the handler has said so.</summary>
    public TimeSpan? Ttl { get; set; }

    /// <summary>Gets or sets a value indicating whether <see cref="Ttl"/> is this response's own, set by its handler.</summary>
    public bool HasOwnTtl { get; set; }

    /// <summary>Gets or sets a value indicating whether the request was given up while it waited.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Gets or sets a value indicating whether the framework's middleware sends the entry just as it gets it.</summary>
    public bool IsServedAsIs { get; set; }

    /// <summary>Gets or sets the number under which the store finds this request; zero if it does not.</summary>
    public long RegistryNumber { get; set; }

    /// <summary>Gets or sets a value indicating whether the body goes to the client as it is, and not in the form of the framework's middleware.</summary>
    public bool SendsBody { get; set; }

    public override ContentReader Reader => SendsBody ? KeepResponse : ReadResponse;

    /// <summary>Gets the request and its response, if they are at hand.</summary>
    public virtual HttpContext? Http => null;

    /// <summary>Gets a value indicating whether the response is one tenant's or one user's.</summary>
    public virtual bool IsPrivate => false;

    /// <summary>Looks at the head with which the response has left. If it has not left yet, <paramref name="fill"/> is called later, should the head allow it then.</summary>
    /// <returns>Whether the response is to be stored now.</returns>
    public virtual bool TryConfirm(Action fill) => true;

    /// <summary>Adds a tag that the handler gives to the response.</summary>
    public void AddTag(CacheTag tag) => (_addedTags ??= []).Add(tag);

    /// <summary>Lists the tags of the response: those known before the handler ran, those it has added, and others.</summary>
    /// <param name="expander">Knows what a tag stands for on an entry.</param>
    /// <param name="others">The tags of the framework's policies.</param>
    public EntryTags AllTags(ITagExpander expander, ReadOnlySpan<string> others = default)
    {
        if (_addedTags is null && others.IsEmpty)
        {
            return Known;
        }

        var all = new EntryTagsBuilder(Known);
        foreach (var tag in _addedTags ?? [])
        {
            expander.AddCarried(tag, all);
        }

        foreach (var tag in others)
        {
            // The framework takes an empty one as well. No eviction can name it.
            if (!string.IsNullOrEmpty(tag))
            {
                expander.AddCarried(HandlerTag.Read(tag), all);
            }
        }

        return all.Build();
    }

    public virtual void Found(CacheLookup lookup)
    {
        Lookup = lookup;
        Computation = lookup.Computation;
    }

    /// <summary>Waits for the start of the response, if there is anything to be said then.</summary>
    public virtual void ObserveStart()
    {
    }

    /// <summary>Ends the run of the handler.</summary>
    /// <returns>Whether it ran, the first time that this is asked.</returns>
    public bool TryEndHandler(TimeProvider clock, out TimeSpan duration)
    {
        var since = _computingSince;
        _computingSince = long.MinValue;
        duration = since == long.MinValue ? default : clock.GetElapsedTime(since);
        return since != long.MinValue;
    }

    /// <inheritdoc/>
    public override void BeginComputing(TimeProvider clock) => _computingSince = clock.GetTimestamp();
}
