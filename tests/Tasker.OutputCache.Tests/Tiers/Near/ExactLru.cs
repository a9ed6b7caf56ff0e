namespace Tasker.OutputCache.Tests.Tiers.Near;

/// <summary>A memory of bytes that lets go what was not asked for longest: step by step, and nothing estimated.</summary>
internal sealed class ExactLru(long maxBytes)
{
    private readonly LinkedList<(int Key, long Size)> _order = new();
    private readonly Dictionary<int, LinkedListNode<(int Key, long Size)>> _entries = [];
    private long _bytes;

    public long Hits { get; private set; }

    public void Ask(int key, long size)
    {
        if (_entries.Remove(key, out var node))
        {
            Hits++;
            _order.Remove(node);
            _bytes -= node.Value.Size;
        }

        _entries[key] = _order.AddFirst((key, size));
        _bytes += size;
        while (_bytes > maxBytes)
        {
            var last = _order.Last!.Value;
            _order.RemoveLast();
            _entries.Remove(last.Key);
            _bytes -= last.Size;
        }
    }
}
