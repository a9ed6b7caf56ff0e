using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Simulation.Judging;
using Tasker.Caching.Simulation.Network;
using Tasker.Caching.Simulation.Scheduling;
using Tasker.Caching.Simulation.World;
using Tasker.Caching.Redis.Hosting;

namespace Tasker.Caching.Simulation.Nodes;

/// <summary>A node from its start to its death: the shipped engine and the shipped Redis back end, put together as a host does.</summary>
internal sealed class SimNode : SimProcess
{
    private const string Prefix = "sim";
    private static readonly long Background = TimeSpan.FromMilliseconds(250).Ticks;

    // No listener is attached.
    private static readonly CacheMetrics Metrics = new(new Meters());

    private readonly Simulator _simulator;
    private readonly ResourceSettings[] _settings;
    private readonly EntryTags?[] _tags;
    private readonly Dictionary<Target, OwnEvictions> _own = [];
    private readonly EvictionView _view;
    private readonly EvictionJournal _journal;
    private readonly NearTier _near;
    private readonly FarAccess _far;
    private readonly FarEndpoint _endpoint;
    private readonly CacheEvictor _evictor;
    private readonly ResourceCatalog _catalog;
    private Task _probing = Task.CompletedTask;
    private long _swept;

    public SimNode(int id, Simulator simulator, SimCluster cluster, SimModel model, SimSettings settings, bool isOldBuild, SimRandom random)
        : base(id)
    {
        _simulator = simulator;

        // What is begun here is a matter of this node's.
        simulator.Process = this;
        IsOldBuild = isOldBuild;
        var loggers = SimLogger.Factory(simulator.Trace, id);
        Clock = new SimClock(simulator, this);
        Link = new SimLink(simulator, this, cluster, random);
        Settings = new CacheSettingsSource(settings.ToSettings(model));
        _catalog = new ResourceCatalog(Settings);
        _tags = new EntryTags?[model.Keys.Count];
        _settings = [.. model.Keys.Select(key => _catalog.Get(key.Resource.Name))];
        Resources = new ResourceTags();
        foreach (var resource in model.Resources)
        {
            Resources.Get(resource.Name).TryAdd(isOldBuild ? resource.Dimensions.Take(1) : resource.Dimensions, "the simulation", out _);
        }

        if (model.DocumentsAreDeclared)
        {
            Resources.Get(SimModel.DocumentResource).TryAdd([isOldBuild ? SimModel.FormerDocumentDimension : SimModel.DocumentDimension], "the simulation", out _);
        }

        var multiplexer = MultiplexerProxy.Create(simulator, Link, static () => ObservedLog.Scope);
        var request = new CacheBackendRequest("redis", Prefix, $"{Prefix}:", Settings.Current.Retention, Settings.Current.OperationTimeout);
        var options = new RedisTierOptions { ConnectionFactory = () => Task.FromResult(multiplexer) };
        var backend = RedisBackend.Create(request, options, Clock, loggers, out _)!.Backend;
        var log = new ObservedLog(backend.Log, this);
        var environment = new SimEnvironment(simulator, random);

        _view = new EvictionView(settings.Slots, Resources);
        _journal = new EvictionJournal(_view, log, Settings, Clock, loggers.CreateLogger<EvictionJournal>());
        Follower = new EvictionFollower(
            _view, _journal, new FollowedLog("redis", log, IsLocal: false), Settings, Clock, loggers.CreateLogger<EvictionFollower>(), loop: null, environment);
        _near = new NearTier(NearTierOptions.Of(Settings.Current), Clock, entry => entry is CachedEntry cached && cached.Judge(_view) == Verdict.Void);
        _endpoint = new FarEndpoint("redis", Settings, Clock, loggers.CreateLogger("endpoint"));
        _far = new FarAccess(Follower, _endpoint, backend.Far, Metrics);
        var returns = new LeaseReturns(_far, Settings, Clock);
        var leases = new LeaseKeeper(_view, _far, Settings, Clock);
        var writer = new FarWriter(_far, returns, Settings, Metrics, environment);
        Engine = new CacheEngine(_view, Follower, _near, new FarReader(_view, Follower, _far, leases, Metrics, Clock, environment), writer, returns, Settings, Clock, environment);
        _evictor = new CacheEvictor(
            _journal, OutboxAccess.Of(backend), Resources, new EvictionMetrics(Metrics, new EvictionHistory(Clock)), new EvictionRefusals(new NoCheck(), throws: false, Clock, loggers.CreateLogger<CacheEvictor>()));
        Handler = new SimHandler(this, simulator, settings.OwnTtl, random);
    }

    public SimClock Clock { get; }

    public SimLink Link { get; }

    public CacheSettingsSource Settings { get; }

    public ResourceTags Resources { get; }

    public EvictionFollower Follower { get; }

    public CacheEngine Engine { get; }

    public SimHandler Handler { get; }

    public bool IsOldBuild { get; }

    /// <summary>Gets a value indicating whether it takes requests.</summary>
    public bool IsServing { get; private set; }

    /// <summary>Gets the evictions that it has begun and the log has yet to take.</summary>
    public List<PendingEviction> Pending { get; } = [];

    /// <summary>Gets or sets the point in the order of everything up to which it was told what the log holds.</summary>
    public long KnownUntil { get; set; }

    public int Journaled => _journal.Count;

    public bool IsCircuitClosed => _endpoint.IsClosed;

    public ResourceSettings SettingsOf(SimKey key) => _settings[key.Index];

    /// <summary>Starts it, as <c>CacheNodeService</c> does.</summary>
    public void Start() => _simulator.At(_simulator.Now, this, static node => _ = ((SimNode)node!).StartAsync(), this);

    private async Task StartAsync()
    {
        var startedAt = Clock.GetTimestamp();
        while (!await Follower.CatchUpAsync() && Clock.GetElapsedTime(startedAt) <= TimeSpan.FromSeconds(1))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Clock);
        }

        Resources.Fix();
        _view.EndStart();
        IsServing = true;
        _ = Follower.RunAsync(CancellationToken.None);
        _simulator.After(Background, static node => ((SimNode)node!).Work(), this);
    }

    // What the loops of a node do beside following the log.
    private void Work()
    {
        var tick = _view.Now.Tick;
        if (tick != _swept)
        {
            _swept = tick;
            _near.BeginSweep();
        }

        if (_near.SweepPending)
        {
            _near.SweepVoid(1000);
        }

        if (_probing.IsCompleted)
        {
            _probing = _far.ProbeAsync(CancellationToken.None);
        }

        _simulator.After(Background, static node => ((SimNode)node!).Work(), this);
    }

    /// <summary>Makes the tags of an answer, as those of an endpoint are made.</summary>
    public EntryTags TagsOf(SimKey key)
    {
        if (_tags[key.Index] is { } known)
        {
            return known;
        }

        var resource = Resources.Get(key.Resource.Name);
        var set = resource.Set;
        string?[] any = [null, TagText.Any];
        string?[][] options = [.. set.Names.Select(name => key.Values[Array.IndexOf(key.Resource.Dimensions, name)] is { } value ? [null, TagText.ForValue(resource.Canonicalize(name, value))] : any)];
        var tags = new List<string> { TagText.ForKey(key.Text), $"{key.Resource.Name}/{key.Endpoint}" };
        TagCombinations.AddAll(resource.Resource, set.Names, options, tags);
        return _tags[key.Index] = new EntryTags(tags, set.Noted);
    }

    /// <summary>Evicts. From when this returns its task, no request of this node is answered by what was computed before.</summary>
    public async Task<EvictionResult> EvictAsync(PendingEviction eviction)
    {
        Pending.Add(eviction);
        var evicting = _evictor.EvictAndTellAsync([eviction.What.Tag], eviction.IsSoft ? EvictionMode.Soft : EvictionMode.Hard, CancellationToken.None);
        var order = _simulator.NextOrder();
        foreach (var target in eviction.IsSoft ? eviction.What.CoveredSoftly : eviction.What.Covered)
        {
            if (!_own.TryGetValue(target, out var own))
            {
                _own.Add(target, own = new OwnEvictions());
            }

            own.Add(order, eviction.Committed);
        }

        return (await evicting).Result;
    }

    public void NoteAppended(PendingEviction eviction)
    {
        if (eviction.IsAppended)
        {
            return;
        }

        eviction.IsAppended = true;
        Pending.Remove(eviction);
        foreach (var target in eviction.IsSoft ? eviction.What.CoveredSoftly : eviction.What.Covered)
        {
            target.Add(_simulator.Order, _simulator.Now, eviction.Committed);
        }
    }

    /// <summary>Finds the moment at or after which an answer must have been computed, by what this node had evicted itself by a point in the order of everything.</summary>
    public long EvictedHere(Target target, long order) => _own.TryGetValue(target, out var own) ? own.CommittedBefore(order) : 0;

    private sealed class NoCheck : ITagCheck
    {
        public string? FindUnknownResource(CacheTag tag) => null;

        public string SuggestDimension(CacheTag tag) => string.Empty;
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
