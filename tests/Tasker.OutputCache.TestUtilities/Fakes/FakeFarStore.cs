namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>The server behind one or several <see cref="FakeFarTier"/>s: values and leases, with their lives.</summary>
public sealed class FakeFarStore(TimeProvider clock)
{
    /// <summary>Gets a value indicating whether there is neither a value nor a lease.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (Lock)
            {
                return Values.Count == 0 && Leases.Count == 0;
            }
        }
    }

    internal Lock Lock { get; } = new();

    internal Dictionary<string, (byte[] Bytes, long EndsAt)> Values { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, FakeLease> Leases { get; } = new(StringComparer.Ordinal);

    internal event Action<string>? LeaseEnded;

    internal long At(TimeSpan life) => clock.GetTimestamp() + (long)(life.TotalSeconds * clock.TimestampFrequency);

    internal bool IsOver(long endsAt) => clock.GetTimestamp() >= endsAt;

    internal void Announce(string key) => LeaseEnded?.Invoke(key);

    /// <summary>A lease. Without a token it is the mark that nobody is to wait.</summary>
    internal sealed record FakeLease(string? Token, long EndsAt, bool IsMarked, long Horizon);
}
