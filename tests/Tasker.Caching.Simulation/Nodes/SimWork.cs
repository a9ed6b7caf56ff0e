using Tasker.Caching.Simulation.World;

namespace Tasker.Caching.Simulation.Nodes;

/// <summary>A request for an answer.</summary>
internal sealed class SimWork : CacheOperation
{
    private static readonly ContentReader Read = static payload => SimContent.Read(payload);

    private readonly SimNode _node;
    private readonly SimKey _key;

    public SimWork(SimNode node, SimKey key, bool isNearOnly)
        : base(key.Text, node.SettingsOf(key))
    {
        _node = node;
        _key = key;
        Known = node.TagsOf(key);
        if (isNearOnly)
        {
            Tiers = TierUse.ReadNear | TierUse.WriteNear;
        }
    }

    public SimKey Asked => _key;

    public override EntryTags Known { get; }

    public override ContentReader Reader => Read;

    public override bool CanRefresh => _key.Resource.IsRefreshable;

    public override CacheRefresh CreateRefresh(bool isAwaited) => new SimRefresh(_node, this);
}
