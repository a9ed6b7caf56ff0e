using Tasker.OutputCache;
using Tasker.OutputCache.Events;
using Tasker.OutputCache.Evictions;

namespace Tasker.Caching.Transactions;

/// <summary>Notes transactions for the engine, which asks before it looks up or stores anything.</summary>
internal sealed class CacheTransactions : ICacheTransactions
{
    private readonly ITagExpander _expander;
    private readonly SettleQueue _settling;

    public CacheTransactions(ITagExpander expander, SettleQueue settling)
    {
        _expander = expander;
        _settling = settling;
        PendingEvictions.Use();
    }

    public IOpenTransaction Begin() => new OpenTransaction(_expander);

    public void EvictAgain(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, TimeSpan after)
    {
        ArgumentNullException.ThrowIfNull(tags);
        if (after > TimeSpan.Zero)
        {
            _settling.Add(tags, mode, after);
        }
    }
}
