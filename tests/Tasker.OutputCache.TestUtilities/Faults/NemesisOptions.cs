namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>How wild a <see cref="Nemesis"/> is.</summary>
public sealed record NemesisOptions
{
    /// <summary>Gets the seed. The same seed, faults and options give the same schedule.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>Gets how long it goes on; every fault is healed before the end.</summary>
    public required TimeSpan Duration { get; init; }

    public TimeSpan ShortestFault { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestFault { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets how many targets may suffer at the same time.</summary>
    public int Concurrency { get; init; } = 1;
}
