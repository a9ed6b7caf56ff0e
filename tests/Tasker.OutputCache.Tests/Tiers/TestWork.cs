using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Tests.Tiers;

internal sealed class TestWork(string key, ResourceSettings settings, string[] tags, ResourceSet[]? sets = null) : CacheOperation(key, settings)
{
    public override EntryTags Known { get; } = new(tags, sets);

    /// <summary>Gets when it began to compute.</summary>
    public long BegunAt { get; private set; }

    public override void BeginComputing(TimeProvider clock) => BegunAt = clock.GetTimestamp();

    /// <summary>Gets or sets what its look-up came to, where there was no entry.</summary>
    public Computation? Computation { get; set; }

    public bool Leads => Computation is { Leads: true };

    public EvictionPoint Stamp => Computation?.Stamp ?? EvictionPoint.Unknown;

    public override ContentReader Reader => static payload => StoredResponse.Read(payload);
}
