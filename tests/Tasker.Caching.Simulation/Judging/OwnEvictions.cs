namespace Tasker.Caching.Simulation.Judging;

/// <summary>What one node has evicted of one thing, in the order of its calls.</summary>
internal sealed class OwnEvictions
{
    private readonly List<(long Order, long Committed)> _calls = [];

    public void Add(long order, long committed) => _calls.Add((order, Math.Max(committed, _calls.Count == 0 ? 0 : _calls[^1].Committed)));

    public long CommittedBefore(long order)
    {
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].Order <= order)
            {
                return _calls[i].Committed;
            }
        }

        return 0;
    }
}
