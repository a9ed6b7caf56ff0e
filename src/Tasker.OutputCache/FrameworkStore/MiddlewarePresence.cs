namespace Tasker.OutputCache.FrameworkStore;

/// <summary>Notes whether the framework's middleware may meet endpoints with our metadata.</summary>
internal sealed class MiddlewarePresence
{
    private volatile bool _meetsOurs;
    private bool _isBehindOurs;

    /// <summary>Gets a value indicating whether it may meet them.</summary>
    public bool MeetsOurs => _meetsOurs;

    /// <summary>Notes that the store is asked for: while the pipeline is built, the framework's middleware does that.</summary>
    public void Note() => _meetsOurs |= !_isBehindOurs;

    /// <summary>Builds what our own middleware leaves to the framework: nothing with our metadata gets there.</summary>
    public T BuildBehindOurs<T>(Func<T> build)
    {
        _isBehindOurs = true;
        try
        {
            return build();
        }
        finally
        {
            _isBehindOurs = false;
        }
    }
}
