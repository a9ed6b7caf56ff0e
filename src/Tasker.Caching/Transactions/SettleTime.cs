namespace Tasker.Caching.Transactions;

/// <summary>How long after an eviction the same tags are evicted once more, for handlers that read from a lagging replica.</summary>
/// <remarks>Register the times that a host uses as services: what compares cached responses with fresh ones waits for the longest.</remarks>
public sealed class SettleTime
{
    /// <summary>The longest time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private SettleTime(TimeSpan value) => Value = value;

    /// <summary>Gets the time; zero if there is no second eviction.</summary>
    public TimeSpan Value { get; }

    /// <summary>Checks what a host has written.</summary>
    /// <param name="settle">The time, or <see langword="null"/> for none.</param>
    /// <returns>The time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than <see cref="Longest"/>.</exception>
    public static SettleTime Of(TimeSpan? settle)
    {
        var time = settle ?? TimeSpan.Zero;
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(settle));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, Longest, nameof(settle));
        return new SettleTime(time);
    }
}
