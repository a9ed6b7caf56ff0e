using Tasker.Caching.Backends;

namespace Tasker.OutputCache.Testing;

/// <summary>A shared back end in the memory of the test: an eviction log and a far tier that fail on demand.</summary>
/// <remarks>
/// Several hosts that use one <see cref="TestCache"/> share it, as instances share a Redis. A host that stops reaches it, whatever its
/// fault: it waits for its last calls, and the clock that would end the wait stands still.
/// </remarks>
public sealed class TestBackend
{
    /// <summary>The name of the back end in the configuration.</summary>
    public const string Name = "testing";

    private readonly Lock _lock = new();
    private readonly List<TestEvictionLog> _nodes = [];
    private readonly TestLogStore _log;
    private readonly TestEntryStore _entries;
    private readonly BackendGate _gate = new();

    internal TestBackend(TimeProvider clock)
    {
        _log = new TestLogStore(clock);
        _entries = new TestEntryStore(clock);
    }

    /// <summary>Gets how the back end is broken.</summary>
    public BackendFault Fault => _gate.Fault;

    /// <summary>Gets how many calls the back end has received, those that failed among them.</summary>
    public long Calls => _gate.Calls;

    /// <summary>Gets the keys of the entries that the back end holds, in ordinal order. Some may be void or expired.</summary>
    public IReadOnlyList<string> Keys => _entries.Keys();

    /// <summary>Gets the logs of the hosts that follow this back end.</summary>
    internal IReadOnlyList<TestEvictionLog> Nodes
    {
        get
        {
            lock (_lock)
            {
                return [.. _nodes];
            }
        }
    }

    /// <summary>Lets every call fail at once, until <see cref="Recover"/>.</summary>
    public void Fail() => _gate.Break(BackendFault.Fail);

    /// <summary>Lets every call hang, until <see cref="Recover"/>.</summary>
    /// <remarks>The cache gives a call up after <c>operation_timeout</c> of the test's clock: move it with <see cref="TestCache.AdvanceUntilAsync"/>.</remarks>
    public void Hang() => _gate.Break(BackendFault.Hang);

    /// <summary>Ends the fault. Calls that hang are answered.</summary>
    public void Recover() => _gate.Break(BackendFault.None);

    /// <summary>Loses all entries and the eviction log, as a server does that restarts empty.</summary>
    public void Flush()
    {
        _entries.Clear();
        _log.Lose();
        foreach (var node in Nodes)
        {
            node.Interrupt();
        }
    }

    /// <summary>Opens the back end for a host.</summary>
    /// <param name="request">What the cache asks for.</param>
    /// <param name="closing">Is cancelled when the host begins to stop.</param>
    internal CacheBackend Open(CacheBackendRequest request, CancellationToken closing)
    {
        var far = new TestFarTier(_entries, _gate, request.EntryHead, closing);
        var log = new TestEvictionLog(_log, _gate, request.Retention, log => Leave(log, far), closing);
        lock (_lock)
        {
            _nodes.Add(log);
        }

        return new CacheBackend(request.Name, log, far) { Owner = log };
    }

    private void Leave(TestEvictionLog log, TestFarTier far)
    {
        far.Close();
        lock (_lock)
        {
            _nodes.Remove(log);
        }
    }
}
