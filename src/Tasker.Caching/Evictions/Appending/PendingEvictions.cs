using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Evictions.Appending;

namespace Tasker.Caching.Engine;

/// <summary>What the open transactions of the current request will evict.</summary>
/// <remarks>
/// The request has changed the rows, and no other request sees that yet: what the cache has is not what the request would read, and
/// what it computes must not reach anybody if the transaction is rolled back.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public static class PendingEvictions
{
    private static readonly AsyncLocal<Flow?> Current = new();
    private static volatile bool _isUsed;
    private static int _count;

    /// <summary>Gets a value indicating whether any transaction of this process is open with something to evict. Mostly not: then no request looks further.</summary>
    internal static bool AreAny => Volatile.Read(ref _count) != 0;

    /// <summary>Lets requests have a place for what they will evict.</summary>
    internal static void Use() => _isUsed = true;

    /// <summary>Begins a request. What asynchronous methods further down set would be lost on their return, so its place is made here.</summary>
    public static void BeginRequest()
    {
        if (_isUsed)
        {
            Current.Value = new Flow();
        }
    }

    /// <summary>Notes that the current request has a part in a transaction.</summary>
    internal static void Add(PendingTags tags)
    {
        // Outside a request this reaches as far as the calls are synchronous.
        (Current.Value ??= new Flow()).Add(tags);
    }

    /// <summary>Says whether a transaction of the current request will evict one of the tags.</summary>
    internal static bool Cover(IReadOnlyList<string> tags) => AreAny && Current.Value is { } flow && flow.CoversAny(tags);

    internal static void Count(int change) => Interlocked.Add(ref _count, change);

    private sealed class Flow
    {
        private readonly List<PendingTags> _pending = [];

        public void Add(PendingTags tags)
        {
            lock (_pending)
            {
                _pending.RemoveAll(static other => other.IsOver);
                if (!_pending.Contains(tags))
                {
                    _pending.Add(tags);
                }
            }
        }

        public bool CoversAny(IReadOnlyList<string> tags)
        {
            lock (_pending)
            {
                foreach (var pending in _pending)
                {
                    if (pending.CoversAny(tags))
                    {
                        return true;
                    }
                }

                return false;
            }
        }
    }
}
