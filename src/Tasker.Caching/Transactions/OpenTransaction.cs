using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Appending;

namespace Tasker.Caching.Transactions;

internal sealed class OpenTransaction(ITagExpander expander) : IOpenTransaction
{
    private readonly PendingTags _pending = new();

    public bool IsOver => _pending.IsOver;

    public void WillEvict(IEnumerable<CacheTag> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var logged = new List<string>();
        foreach (var tag in tags)
        {
            // A tag that can't be expanded is refused, and logged, when it is evicted.
            expander.TryExpand(tag, logged, out _);
        }

        var taken = new List<string>();
        logged.ForEach(tag => expander.AddTaken(tag, taken));
        _pending.Add(taken);
        PendingEvictions.Add(_pending);
    }

    public void End() => _pending.End();
}
