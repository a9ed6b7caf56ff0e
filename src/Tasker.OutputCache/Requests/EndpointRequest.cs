using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Inputs;
using Tasker.OutputCache.Inputs.Observed;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Engine;

/// <summary>A request to an endpoint with our metadata, on its way through the cache. A feature of its <c>HttpContext</c>.</summary>
[Experimental(EngineFace.DiagnosticId)]
public class EndpointRequest : CacheOperation
{
    private const int LongestVersion = 128;

    private readonly RequestOrigin _origin;
    private EntryTags? _knownTags;
    private List<CacheTag>? _addedTags;
    private TableAttribution? _reads;
    private ShadowLookup? _shadow;
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

    internal HttpContext Context { get; }

    /// <summary>Gets the endpoint.</summary>
    public CacheEndpoint Endpoint { get; }

    internal PartitionId Partition { get; }

    /// <inheritdoc/>
    public override ContentReader Reader { get; }

    /// <summary>Gets a value indicating whether the request was anonymous when the cache was asked.</summary>
    internal bool IsAnonymous { get; }

    /// <summary>Gets what the key says of claims.</summary>
    internal string? Claims { get; }

    /// <summary>Gets why the response may be looked up only, or <see langword="null"/> if it may be stored.</summary>
    public string? ReadOnlyReason { get; }

    /// <summary>Gets a value indicating whether the response may be looked up only: HEAD, range and <c>only-if-cached</c> requests.</summary>
    public bool IsReadOnly => ReadOnlyReason is not null;

    /// <summary>Gets or sets since when the request is timed, in case that it is a hit.</summary>
    internal long TimedSince { get; set; } = HitTimer.NotTimed;

    /// <summary>Gets a value indicating whether the cache has made the request itself.</summary>
    internal bool IsReplay => _origin.IsReplay;

    /// <inheritdoc/>
    public override string Shape => Endpoint.Shape;

    /// <inheritdoc/>
    public override bool CanRefresh => _origin.Refresh is not null;

    /// <inheritdoc/>
    public override CacheRefresh CreateRefresh(bool isAwaited) => _origin.Refresh!(this, isAwaited);

    /// <inheritdoc/>
    public override bool MayRevive => Endpoint.Validator is not null;

    /// <summary>Gets the version of the data, found before the handler ran.</summary>
    internal string? Version { get; private set; }

    /// <summary>Gets or sets the response that the handler may confirm by 304.</summary>
    internal StoredResponse? Held { get; set; }

    /// <summary>Finds the version of the data. The stamp is taken already, and the handler has not run.</summary>
    internal async ValueTask NoteVersionAsync()
    {
        if (Endpoint.Validator?.Find is not { } find)
        {
            return;
        }

        try
        {
            Version = await find(Context) is { } version ? Shorten(version) : null;
        }
        catch (Exception exception) when (!Context.RequestAborted.IsCancellationRequested)
        {
            Endpoint.ValidatorFailed?.Invoke(Endpoint.Resource, Endpoint.Name, exception);
        }
    }

    // It is stored with every response.
    private static string Shorten(string version) =>
        version.Length <= LongestVersion ? version : Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(version)));

    /// <inheritdoc/>
    public override async ValueTask<CachedContent?> ValidateAsync(CachedContent? held, TimeProvider clock, CancellationToken cancellationToken)
    {
        await NoteVersionAsync();
        return Version is not null && held is StoredResponse { Version: { } version } response && version == Version
            ? response.Renewed(clock.GetUtcNow())
            : null;
    }

    /// <inheritdoc/>
    public override CacheRefresh? CreateRevival(CachedContent held) =>
        Endpoint.Validator is { Find: null } && held is StoredResponse response && (response.TagOfHandler is not null || response.LastModified is not null) && !HttpMethods.IsPost(Context.Request.Method)
            ? _origin.Revive?.Invoke(this, response)
            : null;

    /// <summary>Gets how the lookup ended, once it has.</summary>
    internal CacheLookup? Lookup { get; private set; }

    /// <summary>Gets what this request computes; <see langword="null"/> if there is nothing to compute, or nothing may be kept.</summary>
    internal Computation? Computation { get; private set; }

    /// <summary>Notes how the lookup ended.</summary>
    internal void Found(CacheLookup lookup)
    {
        Lookup = lookup;
        Computation = lookup.Computation;
    }

    /// <summary>Notes what this request computes without a lookup.</summary>
    internal void Compute(Computation computation) => Computation = computation;

    /// <summary>Gets what the cache would do, if it only watches this request.</summary>
    internal ShadowLookup? Shadow => Volatile.Read(ref _shadow);

    /// <summary>Notes what the cache would do.</summary>
    internal void BeginShadow(ShadowLookup lookup) => _shadow = lookup;

    /// <summary>Takes what the cache would have done, to count it. Only the first call gets it.</summary>
    internal ShadowLookup? TakeShadow() => Interlocked.Exchange(ref _shadow, null);

    /// <summary>Gets how long the response is fresh: what its resource, its endpoint or its handler says.</summary>
    internal TimeSpan Ttl { get; private set; }

    /// <summary>Gets a value indicating whether <see cref="Ttl"/> is this response's own.</summary>
    internal bool HasOwnTtl { get; private set; }

    /// <summary>Notes that this response says itself how long it is fresh.</summary>
    internal void KeepFor(TimeSpan ttl)
    {
        Ttl = ttl;
        HasOwnTtl = true;
    }

    /// <summary>Gets for how long the response says that it may be shown after its freshness, if it has a say in that.</summary>
    internal StaleWindows? Windows { get; private set; }

    /// <summary>Gets the names of headers that are not to be stored, if there are any.</summary>
    internal List<string>? OmittedHeaders { get; private set; }

    private TimeSpan ReceivedAge { get; set; }

    /// <summary>Notes what the response says of itself beside its freshness.</summary>
    internal void Obey(StaleWindows windows, TimeSpan age, List<string>? omittedHeaders)
    {
        Windows = windows;
        ReceivedAge = age;
        OmittedHeaders = omittedHeaders;
    }

    /// <summary>Gets how long the response may be shown, and as what.</summary>
    internal CacheLifetime LifeIn(CacheEngine engine) => engine.LifeOf(Settings, Ttl, HasOwnTtl, Windows) with { Age = ReceivedAge, Kept = MayRevive ? Settings.Revival : TimeSpan.Zero };

    /// <inheritdoc/>
    public override EntryTags Known => _knownTags ??= Endpoint.Tags.MakeTags(Context, Partition, Key);

    /// <summary>Adds a tag that the handler gives to the response.</summary>
    internal void AddTag(CacheTag tag)
    {
        (_addedTags ??= []).Add(tag);
        _reads?.NoteTag(tag);
    }

    /// <summary>Lists the tags of the response: those known before the handler ran, those it has added, and others.</summary>
    /// <param name="expander">Knows what a tag stands for on an entry.</param>
    /// <param name="others">The tags of the framework's policies.</param>
    internal EntryTags AllTags(ITagExpander expander, ReadOnlySpan<string> others)
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
    internal AbortWatch? Watch { get; private set; }

    /// <summary>Gets what remembers what the handler reads. There is none before it runs, nor where nothing is stored.</summary>
    internal InputObservation? Inputs { get; private set; }

    /// <summary>Observes what is read of the request from here on.</summary>
    /// <param name="report">Tells of inputs that are not in the key.</param>
    internal void ObserveInputs(Action<CacheEndpoint, ObservedInput> report)
    {
        if (IsReadOnly || Lookup?.Entry is not null)
        {
            return;
        }

        // Before the handler: it may change headers, route values and the culture, and the key has what was there.
        _ = Known;
        if (TableAttribution.IsFlowing)
        {
            _reads = TableAttribution.Begin(Endpoint.Resource, Endpoint.Name, KnownTags);
        }

        if (Settings.Inputs != UndeclaredInputs.Ignore)
        {
            Inputs = InputObservation.Start(Context, Endpoint.InputsIn(Settings, report));
        }
    }

    /// <summary>Ends what belongs to the response: a body may be computed long after its head has left.</summary>
    internal void EndReads() => _reads?.End();

    /// <summary>Watches whether the computation is broken off.</summary>
    internal void WatchEnd()
    {
        if (!IsReadOnly && Lookup?.Entry is null)
        {
            Watch = AbortWatch.Start(Context);
        }
    }

    /// <inheritdoc/>
    public override void BeginComputing(TimeProvider clock) => _computingSince = clock.GetTimestamp();

    /// <summary>Gets how long the handler ran, once its end has been seen.</summary>
    internal TimeSpan HandlerTime { get; private set; }

    /// <summary>Ends the run of the handler.</summary>
    /// <returns>Whether it ran, the first time that this is asked.</returns>
    internal bool TryEndHandler(TimeProvider clock, out TimeSpan duration)
    {
        var since = _computingSince;
        _computingSince = long.MinValue;
        duration = since == long.MinValue ? HandlerTime : clock.GetElapsedTime(since);
        HandlerTime = duration;
        return since != long.MinValue;
    }

    /// <summary>Gets a value indicating whether the head of the response has been judged.</summary>
    internal bool IsJudged { get; private set; }

    /// <summary>Gets why the response is not stored, as far as that is known.</summary>
    internal string? NotStored { get; private set; }

    /// <summary>Notes what the head of the response says about storing it.</summary>
    /// <param name="obstacle">What speaks against it, or <see langword="null"/>.</param>
    internal void Judge(string? obstacle)
    {
        NotStored = obstacle;
        IsJudged = true;
    }

    /// <summary>Notes why the response is not stored after all.</summary>
    internal void Refuse(string reason) => NotStored = reason;
}
