using Tasker.Caching.Simulation.Faults;
using Tasker.Caching.Simulation.Scheduling;
using Tasker.Caching.Simulation.World;

namespace Tasker.Caching.Simulation.Running;

/// <summary>All that is done to the nodes of one run. A seed makes one; a shorter one fails for the same reason, and can be read.</summary>
internal sealed record Plan(ulong Seed, int Nodes, long Duration, int ReadsPerSlot, IReadOnlyList<FaultSpec> Faults, IReadOnlyList<EvictSpec> Evictions)
{
    /// <summary>Background reads are planned a slot at a time.</summary>
    public const long Slot = 10 * TimeSpan.TicksPerMillisecond;

    private static readonly FaultKind[] LosesLog =
        [FaultKind.ServerRestartsEmpty, FaultKind.FailoverLosesWrites, FaultKind.LogIsLost, FaultKind.EverythingIsLost];

    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    public static Plan Of(ulong seed)
    {
        var random = SimRandom.For(seed, "plan");
        var model = new SimModel(SimRandom.For(seed, "model"));
        var nodes = 2 + random.Next(3);
        var duration = TimeSpan.FromSeconds(4 + random.Next(8)).Ticks;
        var faults = new List<FaultSpec>();

        // Some runs have none, some many of few kinds.
        var isQuiet = random.Chance(0.4);
        var pause = isQuiet ? 0 : random.Pick([0, 200, 500, 1500]);
        var kinds = random.Chance(0.5) ? Kinds : [.. Enumerable.Range(0, 3).Select(_ => random.Pick(Kinds))];
        for (var at = 0L; pause > 0 && (at += random.Between(0, TimeSpan.FromMilliseconds(3 * pause).Ticks)) < duration;)
        {
            faults.Add(new FaultSpec(at, random.Pick(kinds), random.Next(nodes), random.Between(TimeSpan.TicksPerMillisecond, TimeSpan.FromSeconds(4).Ticks), (2 * random.NextDouble()) - 1));
        }

        var evictions = new List<EvictSpec>();
        var rate = isQuiet ? random.Pick([400, 1500]) : random.Pick([15, 40, 100]);
        for (var at = 0L; (at += random.Between(0, TimeSpan.FromMilliseconds(3 * rate).Ticks)) < duration;)
        {
            var eviction = new EvictSpec(at, random.Next(nodes), random.Next(model.Evictions.Count), random.Chance(0.1), random.Next(60), evictions.Count);
            evictions.Add(eviction);
            if (random.Chance(0.2))
            {
                // Another node evicts the same, while the first append is under way.
                evictions.Add(eviction with { At = at + random.Between(0, 2 * TimeSpan.TicksPerMillisecond), Node = (eviction.Node + 1) % nodes, Number = evictions.Count });
            }
        }

        AddUnheard(random, model, nodes, faults, evictions);
        if (isQuiet)
        {
            new Scenarios(random, model, new SimSettings(SimRandom.For(seed, "settings")), nodes, faults, evictions).Add(duration);
        }

        return new Plan(seed, nodes, duration, isQuiet ? random.Pick([15, 60]) : random.Pick([4, 15, 60]), faults, evictions);
    }

    /// <summary>Makes about as many reads as one likes, as many of them around evictions as before.</summary>
    public Plan WithReads(int reads)
    {
        var share = reads / (double)((Duration / Slot * ReadsPerSlot) + Evictions.Sum(static eviction => eviction.Reads));
        return this with
        {
            ReadsPerSlot = Math.Max(1, (int)Math.Round(ReadsPerSlot * share)),
            Evictions = [.. Evictions.Select(eviction => eviction with { Reads = (int)Math.Ceiling(eviction.Reads * share) })],
        };
    }

    // The log is lost, or forgets, just after an eviction that one node has not heard of: chance alone would seldom have that.
    private static void AddUnheard(SimRandom random, SimModel model, int nodes, List<FaultSpec> faults, List<EvictSpec> evictions)
    {
        foreach (var fault in faults.ToArray())
        {
            var forgets = fault.Kind == FaultKind.ServerClockJumps;
            if ((Array.IndexOf(LosesLog, fault.Kind) < 0 && !forgets) || random.Chance(0.3))
            {
                continue;
            }

            var deaf = random.Next(nodes);
            var at = Math.Max(0, fault.At - random.Between(0, 100 * TimeSpan.TicksPerMillisecond));
            var before = Math.Max(0, at - random.Between(0, TimeSpan.TicksPerSecond / (forgets ? 10 : 1)));
            faults.Add(new FaultSpec(before, forgets ? FaultKind.LinkStalls : FaultKind.MessagesAreLost, deaf, 2 * TimeSpan.TicksPerSecond, 0));
            Evict(at, deaf);
            if (forgets)
            {
                // The append after the jump is the one that forgets.
                Evict(fault.At + TimeSpan.TicksPerMillisecond, deaf);
            }
        }

        void Evict(long at, int deaf) =>
            evictions.Add(new EvictSpec(at, (deaf + 1) % nodes, random.Next(model.Evictions.Count), IsSoft: false, 40, evictions.Count));
    }
}
