
namespace Tasker.OutputCache.Tests.Http;

/// <summary>A shared tier that accepts every call and never answers, not even when it is cancelled.</summary>
internal sealed class HungTier : IFarTier
{
    private int _calls;

    public event Action<string>? LeaseEnded
    {
        add { }
        remove { }
    }

    public int Calls => Volatile.Read(ref _calls);

    public ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken) => Never<FarRead>();

    public ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => Never<bool>();

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => Never<bool>();

    public ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken) => new(Never<bool>().AsTask());

    public ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken) => Never<bool>();

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => Never<bool>();

    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) => Never<long>();

    private ValueTask<T> Never<T>()
    {
        Interlocked.Increment(ref _calls);
        return new ValueTask<T>(new TaskCompletionSource<T>().Task);
    }
}
