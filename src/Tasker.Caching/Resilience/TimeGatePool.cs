namespace Tasker.Caching.Resilience;

/// <summary>Keeps the gates that no call uses.</summary>
internal sealed class TimeGatePool(TimeProvider clock)
{
    // As many calls are under way at once, or more of them make gates of their own.
    private const int Kept = 32;

    private readonly TimeGate?[] _free = new TimeGate?[Kept];

    public TimeGate Rent()
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (Volatile.Read(ref _free[i]) is { } gate && Interlocked.CompareExchange(ref _free[i], null, gate) == gate)
            {
                return gate;
            }
        }

        return new TimeGate(clock);
    }

    public void Return(TimeGate gate)
    {
        if (!gate.TryReset())
        {
            return;
        }

        for (var i = 0; i < _free.Length; i++)
        {
            if (Volatile.Read(ref _free[i]) is null && Interlocked.CompareExchange(ref _free[i], gate, null) is null)
            {
                return;
            }
        }

        gate.Dispose();
    }
}
