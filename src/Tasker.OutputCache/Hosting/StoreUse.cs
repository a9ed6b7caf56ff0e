namespace Tasker.OutputCache.Hosting;

/// <summary>Notes whether a middleware that uses the store is in the pipeline, and whether one should be.</summary>
internal sealed class StoreUse
{
    private volatile bool _isNoted;
    private volatile bool _isExpected;
    private volatile bool _isFrameworks;
    private bool _buildsLane;

    public bool IsNoted => _isNoted;

    public bool IsExpected => _isExpected;

    /// <summary>Gets a value indicating whether the framework's middleware may meet endpoints with our metadata.</summary>
    public bool IsFrameworks => _isFrameworks;

    public void Note()
    {
        _isNoted = true;
        _isFrameworks |= !_buildsLane;
    }

    public void Expect() => _isExpected = true;

    /// <summary>Builds what the fast lane leaves to the framework: nothing with our metadata gets there.</summary>
    public T ForFastLane<T>(Func<T> build)
    {
        _buildsLane = true;
        try
        {
            return build();
        }
        finally
        {
            _buildsLane = false;
        }
    }
}
