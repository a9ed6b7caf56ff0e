using Tasker.Caching.Simulation.Faults;

namespace Tasker.Caching.Simulation.Running;

/// <summary>What happened in one run, or in many.</summary>
internal sealed class RunCounts
{
    /// <summary>Gets or sets how many answers out of the cache were judged.</summary>
    public long Judged { get; set; }

    /// <summary>Gets or sets how many of them were asked for within 10 ms after an eviction or a fault.</summary>
    public long NearTrouble { get; set; }

    /// <summary>Gets or sets how many reads had to compute.</summary>
    public long Computed { get; set; }

    /// <summary>Gets or sets how many reads ended without an answer: their client left, their handler failed, or their node died.</summary>
    public long Unanswered { get; set; }

    public long Evictions { get; set; }

    public long Journaled { get; set; }

    public long Runs { get; set; }

    public long Stale { get; set; }

    public long Ticks { get; set; }

    public long Steps { get; set; }

    public long[] Outcomes { get; } = new long[Enum.GetValues<CacheOutcome>().Length];

    public long[] Faults { get; } = new long[Enum.GetValues<FaultKind>().Length];

    public void Add(RunCounts other)
    {
        Judged += other.Judged;
        NearTrouble += other.NearTrouble;
        Computed += other.Computed;
        Unanswered += other.Unanswered;
        Evictions += other.Evictions;
        Journaled += other.Journaled;
        Runs += other.Runs;
        Stale += other.Stale;
        Ticks += other.Ticks;
        Steps += other.Steps;
        for (var i = 0; i < Outcomes.Length; i++)
        {
            Outcomes[i] += other.Outcomes[i];
        }

        for (var i = 0; i < Faults.Length; i++)
        {
            Faults[i] += other.Faults[i];
        }
    }
}
