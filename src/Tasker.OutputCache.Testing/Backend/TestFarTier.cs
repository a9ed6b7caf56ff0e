using Tasker.Caching.Backends;

namespace Tasker.OutputCache.Testing;

/// <summary>One host's way to the entries.</summary>
internal sealed class TestFarTier : IFarTier, IFarValues
{
    private readonly TestEntryStore _store;
    private readonly BackendGate _gate;
    private readonly string _entryHead;
    private readonly CancellationToken _closing;

    public TestFarTier(TestEntryStore store, BackendGate gate, string entryHead, CancellationToken closing = default)
    {
        _closing = closing;
        _store = store;
        _gate = gate;
        _entryHead = entryHead;
        store.LeaseEnded += OnLeaseEnded;
    }

    public event Action<string>? LeaseEnded;

    private void OnLeaseEnded(string key)
    {
        if (_gate.Fault == BackendFault.None)
        {
            CacheGuard.Raise(LeaseEnded, key);
        }
    }

    /// <summary>Ends the messages: the host has gone.</summary>
    public void Close() => _store.LeaseEnded -= OnLeaseEnded;

    public ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken) =>
        _gate.Pass(() => _store.Read(key, request), cancellationToken, _closing);

    public ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) =>
        _gate.Pass(() => _store.TryLease(key, lease), cancellationToken, _closing);

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) =>
        _gate.Pass(() => _store.RenewLease(key, lease), cancellationToken, _closing);

    public async ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken) =>
        await PassAsync(() => _store.EndLease(key, token, doNotWait), cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken) =>
        _gate.Pass(() => _store.Fill(key, value, life, leaseToken), cancellationToken, _closing);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        _gate.Pass(() => _store.Remove(key), cancellationToken, _closing);

    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) =>
        _gate.Pass(() => _store.RemoveByPattern(pattern, _entryHead), cancellationToken, _closing);

    public ValueTask<ReadOnlyMemory<byte>?> GetValueAsync(string key, CancellationToken cancellationToken) =>
        _gate.Pass<ReadOnlyMemory<byte>?>(() => _store.GetValue(key) is { } value ? value : default(ReadOnlyMemory<byte>?), cancellationToken, _closing);

    public async ValueTask SetValueAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, CancellationToken cancellationToken) =>
        await PassAsync(() => _store.SetValue(key, value, life), cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> TouchValueAsync(string key, TimeSpan life, CancellationToken cancellationToken) =>
        _gate.Pass(() => _store.TouchValue(key, life), cancellationToken, _closing);

    public ValueTask<bool> RemoveValueAsync(string key, CancellationToken cancellationToken) => RemoveAsync(key, cancellationToken);

    private async ValueTask PassAsync(Action call, CancellationToken cancellationToken) =>
        await _gate.Pass(
            () =>
            {
                call();
                return true;
            },
            cancellationToken,
            _closing).ConfigureAwait(false);
}
