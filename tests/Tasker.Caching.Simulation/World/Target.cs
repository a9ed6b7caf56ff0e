namespace Tasker.Caching.Simulation.World;

/// <summary>Something that answers are made of, and the evictions that the log has taken of it, in the order of the log.</summary>
internal sealed class Target(string name)
{
    private readonly List<Fact> _facts = [];

    /// <param name="Order">When the server took the eviction.</param>
    /// <param name="Time">The same as a time.</param>
    /// <param name="Committed">From when on what is read holds this change, and all before it.</param>
    private readonly record struct Fact(long Order, long Time, long Committed);

    public string Name => name;

    /// <summary>Gets the first moment from which on an answer holds every change that the log knows of.</summary>
    public long Committed => _facts.Count == 0 ? 0 : _facts[^1].Committed;

    public void Add(long order, long time, long committed) => _facts.Add(new Fact(order, time, Math.Max(committed, Committed)));

    /// <summary>Finds the moment at or after which an answer must have been computed, by evictions that the log had at a point.</summary>
    public long CommittedBefore(long order)
    {
        for (var i = _facts.Count - 1; i >= 0; i--)
        {
            if (_facts[i].Order <= order)
            {
                return _facts[i].Committed;
            }
        }

        return 0;
    }

    /// <summary>The same, by evictions that the log had at a time.</summary>
    public long CommittedBy(long time)
    {
        for (var i = _facts.Count - 1; i >= 0; i--)
        {
            if (_facts[i].Time <= time)
            {
                return _facts[i].Committed;
            }
        }

        return 0;
    }
}
