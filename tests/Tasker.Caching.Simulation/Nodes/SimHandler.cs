using Tasker.Caching.Simulation.Scheduling;
using Tasker.Caching.Simulation.World;

namespace Tasker.Caching.Simulation.Nodes;

/// <summary>What computes answers: it takes its time, reads the data at one moment of it, and may fail.</summary>
internal sealed class SimHandler(SimNode node, Simulator simulator, TimeSpan ownTtl, SimRandom random)
{
    /// <summary>Gets or sets how long it takes at most, mostly.</summary>
    public long Slowness { get; set; } = TimeSpan.TicksPerMillisecond * 8;

    public long Computed { get; private set; }

    /// <summary>Computes an answer and ends the computation with it.</summary>
    /// <returns>The answer; <see langword="null"/> if there is none.</returns>
    public async Task<SimContent?> RunAsync(SimWork work, Computation? computation)
    {
        simulator.Trace.Note(TraceKind.Compute, node.Id, work.Asked.Index);
        Computed++;
        await simulator.DelayAsync(Time());
        var readAt = simulator.NextOrder();
        var text = random.Chance(0.3) ? random.Next(SimModel.Documents) : -1;
        var part = random.Chance(0.3) ? random.Next(SimModel.Documents) : -1;
        var hasOwnTtl = random.Chance(0.3);
        var ttl = hasOwnTtl ? ownTtl : work.Settings.Ttl;
        await simulator.DelayAsync(Time());
        simulator.Trace.Note(TraceKind.Complete, node.Id, work.Asked.Index);
        switch (random.Next(100))
        {
            case < 4:
                computation?.Fail();
                return null;
            case < 5:
                computation?.NotCacheable();
                break;
            default:
                computation?.Complete(
                    new SimContent(work.Key, readAt, simulator.Now, ttl.Ticks, text, part),
                    Tags(work, text, part),
                    node.Engine.LifeOf(work.Settings, ttl, isExact: hasOwnTtl));
                break;
        }

        // Another object than the one that is stored, which belongs to the engine.
        return new SimContent(work.Key, readAt, simulator.Now, ttl.Ticks, text, part);
    }

    private long Time() => random.Next(50) == 0 ? random.Between(0, TimeSpan.TicksPerMillisecond * 300) : random.Between(0, Slowness);

    private EntryTags Tags(SimWork work, int text, int part)
    {
        if (text < 0 && part < 0)
        {
            return work.Known;
        }

        var tags = new EntryTagsBuilder(work.Known);
        if (text >= 0)
        {
            node.Resources.AddCarried(SimModel.TextTag(text), tags);
        }

        if (part >= 0)
        {
            node.Resources.AddCarried(SimModel.PartTag(part), tags);
        }

        return tags.Build();
    }
}
