namespace Tasker.OutputCache.Docs.Tests.Assumptions;

/// <summary>Orders that are searched in, and a count of the searches.</summary>
public sealed class OrderBook
{
    private int _searches;

    public int Searches => Volatile.Read(ref _searches);

    public ValueTask<string> FindAsync(OrderSearch search, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult($"orders like '{search.Text}', page {search.Page}, search {Interlocked.Increment(ref _searches)}");
    }
}
