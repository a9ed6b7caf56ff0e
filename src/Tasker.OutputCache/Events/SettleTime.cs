namespace Tasker.OutputCache.Events;

/// <summary>How long after an eviction the same tags are evicted once more, for handlers that read from a replica that lags behind.</summary>
internal sealed class SettleTime
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private SettleTime(TimeSpan value) => Value = value;

    /// <summary>Gets the time; zero if there is no second eviction.</summary>
    public TimeSpan Value { get; }

    /// <summary>Checks what a host has written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than <see cref="Longest"/>.</exception>
    public static SettleTime Of(TimeSpan? settle)
    {
        var time = settle ?? TimeSpan.Zero;
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(settle));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, Longest, nameof(settle));
        return new SettleTime(time);
    }
}
