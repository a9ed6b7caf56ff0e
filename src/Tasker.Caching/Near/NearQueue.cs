using System.Diagnostics;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Near;

/// <summary>A first-in, first-out queue whose links are in the entries, so that any of them leaves in one step.</summary>
internal sealed class NearQueue
{
    private NearEntry? _newest;

    public NearEntry? Oldest { get; private set; }

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public void Enqueue(NearEntry entry)
    {
        Debug.Assert(entry.Queue is null);

        entry.Queue = this;
        entry.Older = _newest;
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        Count++;
        Bytes += entry.Size;
    }

    public void Remove(NearEntry entry)
    {
        Debug.Assert(entry.Queue == this);

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        if (entry.Older is null)
        {
            Oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        entry.Queue = null;
        entry.Newer = entry.Older = null;
        Count--;
        Bytes -= entry.Size;
    }

    public void Clear()
    {
        while (Oldest is { } entry)
        {
            Remove(entry);
        }
    }
}
