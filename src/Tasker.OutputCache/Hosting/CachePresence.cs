namespace Tasker.OutputCache.Hosting;

/// <summary>Knows whether the pipeline has an output cache, and whether it should have one.</summary>
internal sealed class CachePresence
{
    private volatile bool _isThere;
    private volatile bool _isExpected;

    /// <summary>Gets a value indicating whether the framework's middleware or our own is in the pipeline.</summary>
    public bool IsThere => _isThere;

    /// <summary>Gets a value indicating whether there are endpoints to be cached.</summary>
    public bool IsExpected => _isExpected;

    public void Note() => _isThere = true;

    public void Expect() => _isExpected = true;
}
