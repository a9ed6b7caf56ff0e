namespace Tasker.OutputCache.Requests;

/// <summary>Counts evictions of single paths: so many a second, and what was saved up to some more. Strangers choose the paths.</summary>
internal sealed class PathEvictionBudget(TimeProvider clock)
{
    /// <summary>Paths a second that are evicted one by one.</summary>
    public const int Rate = 100;

    /// <summary>What may come at once.</summary>
    public const int Burst = 500;

    private readonly Lock _lock = new();
    private double _left = Burst;
    private long _countedAt = clock.GetTimestamp();

    public bool TryTake()
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(Burst, _left + (clock.GetElapsedTime(_countedAt, now).TotalSeconds * Rate));
            _countedAt = now;
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
