namespace Tasker.Caching.Far;

/// <summary>What this node knows of the lease under which a flight asks the far tier. It ends once.</summary>
/// <param name="token">Names the holder.</param>
internal sealed class EntryLease(string token)
{
    private const int Free = 0;
    private const int Asked = 1;
    private const int Over = 2;

    private ITimer? _renewal;
    private int _state;

    public string Token => token;

    /// <summary>Gets a value indicating whether the far tier is known to have granted it.</summary>
    public bool IsGranted => Volatile.Read(ref _renewal) is not null;

    /// <summary>Notes that the lease is asked for. Until an answer says otherwise, the far tier may have granted it.</summary>
    /// <returns>Whether that may have been so before.</returns>
    public bool Ask() => Interlocked.CompareExchange(ref _state, Asked, Free) == Asked;

    /// <summary>Notes that the far tier has not granted it.</summary>
    public void Miss() => Interlocked.CompareExchange(ref _state, Free, Asked);

    /// <summary>Notes that the far tier has granted it, and what renews it.</summary>
    public void Grant(ITimer renewal)
    {
        Interlocked.CompareExchange(ref _state, Asked, Free);
        Interlocked.Exchange(ref _renewal, renewal)?.Dispose();
        if (Volatile.Read(ref _state) == Over)
        {
            Interlocked.Exchange(ref _renewal, null)?.Dispose();
        }
    }

    /// <summary>Ends it on this node: nothing renews it any more.</summary>
    /// <returns>Whether the far tier may have granted it: then the caller gives it back. So it is for one caller at most.</returns>
    public bool TryEnd()
    {
        var before = Interlocked.Exchange(ref _state, Over);
        Interlocked.Exchange(ref _renewal, null)?.Dispose();
        return before == Asked;
    }

    /// <summary>Makes the lease of a flight that follows, under the same token: a node must not wait for itself.</summary>
    public EntryLease Continue() => new(token) { _state = TryEnd() ? Asked : Free };
}
