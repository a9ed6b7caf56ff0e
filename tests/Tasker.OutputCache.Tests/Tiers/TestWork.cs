using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Store;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Tests.Tiers;

internal sealed class TestWork(string key, ResourceSettings settings, string[] tags, ResourceSet[]? sets = null) : CacheWork(key, settings)
{
    public override EntryTags Known { get; } = new(tags, sets);

    /// <summary>Gets when it began to compute.</summary>
    public long BegunAt { get; private set; }

    public override void BeginComputing(TimeProvider clock) => BegunAt = clock.GetTimestamp();

    public override ContentReader Reader => static payload => StoredResponse.Read(payload);
}
