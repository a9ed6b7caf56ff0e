using System.Text.Json;
using Tasker.Caching.Backends;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.Feeds;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Admin.Status;

/// <summary>Says what this node is in touch with, and what is wrong with it.</summary>
internal sealed class NodeStatus
{
    public static readonly string Name = $"{Environment.MachineName}:{Environment.ProcessId}";

    private readonly ResourceCatalog _resources;
    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly EvictionJournal _journal;
    private readonly FarAccess _far;
    private readonly FarEndpoint _endpoint;
    private readonly NearTier _near;
    private readonly CacheEngine _engine;
    private readonly WarmUpState _warmUp;
    private readonly CacheStatistics _statistics;
    private readonly BackgroundLoops _loops;
    private readonly ICacheFeed[] _feeds;

    public NodeStatus(
        ResourceCatalog resources,
        EvictionView view,
        EvictionFollower follower,
        EvictionJournal journal,
        FarAccess far,
        FarEndpoint endpoint,
        NearTier near,
        CacheEngine engine,
        WarmUpState warmUp,
        CacheStatistics statistics,
        BackgroundLoops loops,
        IEnumerable<ICacheFeed> feeds)
    {
        _resources = resources;
        _view = view;
        _follower = follower;
        _journal = journal;
        _far = far;
        _endpoint = endpoint;
        _near = near;
        _engine = engine;
        _warmUp = warmUp;
        _statistics = statistics;
        _loops = loops;
        _feeds = [.. feeds];
    }

    public bool IsShared => _far.HasTier;

    public string Backend => _endpoint.Name;

    public bool IsHealthy => _follower.IsAttached && _endpoint.IsClosed && !LacksBackend;

    // Its package is missing, or its settings can't be used: this node is alone, and was not meant to be.
    private bool LacksBackend => _resources.Options is { Enabled: true } options && !_far.HasTier && options.Backend != BackendNames.Memory;

    public StatusBody Read()
    {
        var now = _view.Now;
        var isAttached = _follower.IsAttached;
        var lag = _follower.Lag?.TotalSeconds;
        return new StatusBody(
            Name,
            _resources.Options.Enabled,
            _endpoint.Name,
            IsShared,
            isAttached && _endpoint.IsClosed && !LacksBackend,
            isAttached,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(_endpoint.State.ToString()),
            _journal.Count,
            now.Generation,
            now.Horizon,
            lag,
            now.Marker,
            _near.Count,
            _near.Bytes,
            _engine.Flights,
            _engine.Waiting,
            WarmUpBody.Of(_warmUp.Read()),
            _loops.Restarts,
            CaughtErrors.Total,
            CaughtErrors.Last,
            FeedBody.Of(_feeds),
            [.. _follower.Limits],
            [.. FindProblems(isAttached, lag)],
            [new NodeBody(Name, Self: true, isAttached, lag, _statistics.Since)]);
    }

    private IEnumerable<string> FindProblems(bool isAttached, double? lag)
    {
        var options = _resources.Options;
        if (!options.Enabled)
        {
            yield return "The cache is disabled by configuration: every request runs its handler.";
        }

        if (LacksBackend)
        {
            yield return $"The back end '{options.Backend}' is configured and can't be used: entries and evictions are this process's own. The log of the start says why (its package is missing, or its settings are wrong).";
        }

        if (!isAttached)
        {
            yield return lag is { } seconds
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Out of touch with {_endpoint.Name} for {seconds:0} s: what is served comes from this process's memory, and evictions of other nodes are not heard.")
                : $"{_endpoint.Name} has not been reached since the start: what is served comes from this process's memory, and evictions of other nodes are not heard.";
        }
        else if (_follower.Failing is { } failing)
        {
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_endpoint.Name} has not answered for {failing.TotalSeconds:0.0} s: what is served comes from this process's memory.");
        }

        if (!_endpoint.IsClosed)
        {
            yield return $"The circuit to {_endpoint.Name} is open: its entries are not read until it has recovered.";
        }

        foreach (var restarted in _loops.DescribeRecent())
        {
            yield return restarted;
        }

        if (_journal.Count is var waiting and > 0)
        {
            yield return waiting == 1
                ? "An evicted tag waits for the eviction log: it is in force on this node, and not on the others yet."
                : $"{waiting} evicted tags wait for the eviction log: they are in force on this node, and not on the others yet.";
        }
    }
}
