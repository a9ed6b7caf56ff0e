using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Inputs;
using Tasker.OutputCache.Inputs.Observed;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Policies;

/// <summary>A request to an endpoint with our metadata, on its way through the cache. A feature of its <c>HttpContext</c>.</summary>
internal class EndpointRequest : CacheWork
{
    private readonly RequestOrigin _origin;
    private EntryTags? _knownTags;
    private List<CacheTag>? _addedTags;
    private long _computingSince = long.MinValue;

    /// <summary>Initializes a new instance of the <see cref="EndpointRequest"/> class.</summary>
    /// <param name="admitted">What the cache has let in.</param>
    /// <param name="origin">Who made the request.</param>
    /// <param name="reader">Reads its response out of the shared tier.</param>
    public EndpointRequest(in AdmittedRequest admitted, RequestOrigin origin, ContentReader reader)
        : base(admitted.Key, admitted.Settings)
    {
        _origin = origin;
        Context = admitted.Context;
        Endpoint = admitted.Endpoint;
        Partition = admitted.Partition;
        Reader = reader;
        IsAnonymous = !RequestUser.IsAuthenticated(Context);
        Claims = Endpoint.ClaimsOf(Context);
        ReadOnlyReason = CacheAdmission.FindReadOnlyReason(Context.Request);
        Ttl = Endpoint.TtlOf(Settings);
    }

    public HttpContext Context { get; }

    public CacheEndpoint Endpoint { get; }

    public PartitionId Partition { get; }

    public override ContentReader Reader { get; }

    /// <summary>Gets a value indicating whether nobody was authenticated when the cache was asked.</summary>
    public bool IsAnonymous { get; }

    /// <summary>Gets what the key says of claims.</summary>
    public string? Claims { get; }

    /// <summary>Gets why the response may be looked up only, or <see langword="null"/> if it may be stored.</summary>
    public string? ReadOnlyReason { get; }

    /// <summary>Gets a value indicating whether the response may be looked up only: HEAD, range and <c>only-if-cached</c> requests.</summary>
    public bool IsReadOnly => ReadOnlyReason is not null;

    /// <summary>Gets a value indicating whether the cache has made the request itself.</summary>
    public bool IsReplay => _origin.IsReplay;

    public override string Shape => Endpoint.Shape;

    public override bool CanRefresh => _origin.Refresh is not null;

    public override CacheRefresh CreateRefresh(bool isAwaited) => _origin.Refresh!(this, isAwaited);

    /// <summary>Gets how the lookup ended, once it has.</summary>
    public CacheLookup? Lookup { get; private set; }

    /// <summary>Gets what this request computes; <see langword="null"/> if there is nothing to compute, or nothing may be kept.</summary>
    public Computation? Computation { get; private set; }

    /// <summary>Notes how the lookup ended.</summary>
    public void Found(CacheLookup lookup)
    {
        Lookup = lookup;
        Computation = lookup.Computation;
    }

    /// <summary>Notes what this request computes without a lookup.</summary>
    public void Compute(Computation computation) => Computation = computation;

    /// <summary>Gets how long the response is fresh: what its resource, its endpoint or its handler says.</summary>
    public TimeSpan Ttl { get; private set; }

    /// <summary>Gets a value indicating whether <see cref="Ttl"/> is this response's own.</summary>
    public bool HasOwnTtl { get; private set; }

    /// <summary>Notes that this response says itself how long it is fresh.</summary>
    public void KeepFor(TimeSpan ttl)
    {
        Ttl = ttl;
        HasOwnTtl = true;
    }

    public override EntryTags Known => _knownTags ??= Endpoint.Tags.MakeTags(Context, Partition, Key);

    /// <summary>Adds a tag that the handler gives to the response.</summary>
    public void AddTag(CacheTag tag) => (_addedTags ??= []).Add(tag);

    /// <summary>Lists the tags of the response: those known before the handler ran, those it has added, and others.</summary>
    /// <param name="expander">Knows what a tag stands for on an entry.</param>
    /// <param name="others">The tags of the framework's policies.</param>
    public EntryTags AllTags(ITagExpander expander, ReadOnlySpan<string> others)
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

        HandlerTag.AddTo(all, others, expander);
        return all.Build();
    }

    /// <summary>Gets what notes that the request is broken off. There is none before its handler runs.</summary>
    public AbortWatch? Watch { get; private set; }

    /// <summary>Gets what remembers what the handler reads. There is none before it runs, nor where nothing is stored.</summary>
    public InputObservation? Inputs { get; private set; }

    /// <summary>Observes what is read of the request from here on.</summary>
    /// <param name="report">Tells of inputs that are not in the key.</param>
    public void ObserveInputs(Action<CacheEndpoint, ObservedInput> report)
    {
        if (!IsReadOnly && Lookup?.Entry is null && Settings.Inputs != UndeclaredInputs.Ignore)
        {
            // Before: the tags are made of the request, and so is what is computed of it.
            _ = Known;
            Inputs = InputObservation.Start(Context, Endpoint.InputsIn(Settings, report));
        }
    }

    /// <summary>Watches whether the computation is broken off.</summary>
    public void WatchEnd()
    {
        if (!IsReadOnly && Lookup?.Entry is null)
        {
            Watch = AbortWatch.Start(Context);
        }
    }

    /// <inheritdoc/>
    public override void BeginComputing(TimeProvider clock) => _computingSince = clock.GetTimestamp();

    /// <summary>Ends the run of the handler.</summary>
    /// <returns>Whether it ran, the first time that this is asked.</returns>
    public bool TryEndHandler(TimeProvider clock, out TimeSpan duration)
    {
        var since = _computingSince;
        _computingSince = long.MinValue;
        duration = since == long.MinValue ? default : clock.GetElapsedTime(since);
        return since != long.MinValue;
    }

    /// <summary>Gets a value indicating whether the head of the response has been judged.</summary>
    public bool IsJudged { get; private set; }

    /// <summary>Gets why the response is not stored, as far as that is known.</summary>
    public string? NotStored { get; private set; }

    /// <summary>Notes what the head of the response says about storing it.</summary>
    /// <param name="obstacle">What speaks against it, or <see langword="null"/>.</param>
    public void Judge(string? obstacle)
    {
        NotStored = obstacle;
        IsJudged = true;
    }

    /// <summary>Notes why the response is not stored after all.</summary>
    public void Refuse(string reason) => NotStored = reason;
}
