using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Inputs.Observed;
using Tasker.OutputCache.Store;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Policies;

/// <summary>A request to an endpoint with our metadata.</summary>
internal sealed class EndpointRequest(string key, ResourceSettings settings, CacheEndpoint endpoint, HttpContext context, PartitionId partition, bool isAnonymous)
    : ResponseWork(key, settings)
{
    private static readonly ContentReader ReadPrivate = static payload => StoredResponse.Read(payload)?.AsPrivate() ?? (CachedContent?)OpaqueResponse.Read(payload);

    private static readonly ContentReader KeepPrivate = static payload => StoredResponse.Read(payload, keeps: true)?.AsPrivate() ?? (CachedContent?)OpaqueResponse.Read(payload);

    private EntryTags? _tags;
    private Action? _fill;

    public CacheEndpoint Endpoint => endpoint;

    /// <summary>Gets or sets what follows the request. A state of its callbacks, so that these need no state of their own.</summary>
    public CachePolicy Policy { get; set; } = null!;

    public HttpContext Context => context;

    /// <summary>Gets a value indicating whether nobody was authenticated when the cache was asked.</summary>
    public bool IsAnonymous => isAnonymous;

    public PartitionId Partition => partition;

    /// <summary>Gets what the key says of claims.</summary>
    public string? Claims { get; init; }

    /// <summary>Gets why the response may be looked up only, or <see langword="null"/> if it may be stored.</summary>
    public string? ReadOnlyReason
    {
        get;
        init
        {
            field = value;
            IsReadOnly = value is not null;
        }
    }

    /// <summary>Gets or sets a value indicating whether the response has been looked at and may be stored.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Gets what notes that the request is broken off. There is none before its handler runs.</summary>
    public AbortWatch? Watch { get; private set; }

    /// <summary>Gets what remembers what the handler reads. There is none before it runs, nor where nothing is stored.</summary>
    public InputObservation? Inputs { get; private set; }

    /// <summary>Gets or sets what kept the head from being stored as everything behind the cache had left it.</summary>
    public string? InnerObstacle { get; set; }

    /// <summary>Gets what replays the request, if it can be replayed.</summary>
    public Func<EndpointRequest, CachedEntry, bool, CacheRefresh>? Refresh { get; init; }

    public override bool IsPrivate => partition.IsSomebodys;

    // A build that did not say so yet may have stored it.
    public override ContentReader Reader => !IsPrivate ? base.Reader : SendsBody ? KeepPrivate : ReadPrivate;

    public override bool TryConfirm(Action fill)
    {
        if (context.Response.HasStarted)
        {
            return Policy.Confirm(this);
        }

        // Nothing was written, or somebody in front holds it back: the head is not final yet. What the request has open is known to this flow only.
        var flow = ExecutionContext.Capture();
        _fill = flow is null ? fill : () => ExecutionContext.Run(flow, static state => ((Action)state!)(), fill);
        return false;
    }

    /// <summary>Takes what stores the response, if that was put off until its head has left.</summary>
    public Action? TakeFill() => Interlocked.Exchange(ref _fill, null);

    public override bool CanRefresh => Refresh is not null;

    public override CacheRefresh CreateRefresh(CachedEntry stale, bool isAwaited) => Refresh!(this, stale, isAwaited);

    public override HttpContext Http => context;

    public override void Found(CacheLookup lookup)
    {
        base.Found(lookup);
        if (lookup.Entry is null && !IsReadOnly)
        {
            HiddenHeaders.HideFromHandler(context, keepsEncodings: endpoint.CoversHeader(HeaderNames.AcceptEncoding));
        }
    }

    /// <summary>Watches whether the computation is broken off.</summary>
    public void WatchEnd()
    {
        if (!IsReadOnly && Lookup?.Entry is null)
        {
            Watch = AbortWatch.Start(context);
        }
    }

    /// <summary>Observes what is read of the request from here on.</summary>
    public void ObserveInputs()
    {
        if (!IsReadOnly && Lookup?.Entry is null && Settings.Inputs != UndeclaredInputs.Ignore)
        {
            // Before: the tags are made of the request, and so is what is computed of it.
            _ = Known;
            Inputs = InputObservation.Start(context, endpoint.InputsIn(Settings, Policy.ReportInput));
        }
    }

    /// <summary>Decides whether the framework's middleware has copied a whole response. It asks when the handler has returned.</summary>
    public bool TryEndInFramework()
    {
        NotStored = HandlerEnd.FindObstacleInFramework(context, Watch);
        if (NotStored is not null)
        {
            Policy.GiveUp(this);
        }

        return NotStored is null;
    }

    public override void ObserveStart() => CachePolicy.ObserveStart(this);

    public override string Shape => endpoint.Shape;

    public override EntryTags Known => _tags ??= endpoint.Tags.MakeTags(context, partition, Key);
}
