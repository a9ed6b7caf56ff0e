namespace Tasker.OutputCache.Hosting;

/// <summary>Notes whether a middleware that uses the store is in the pipeline, and whether one should be.</summary>
internal sealed class StoreUse
{
    private volatile bool _isNoted;
    private volatile bool _isExpected;

    public bool IsNoted => _isNoted;

    public bool IsExpected => _isExpected;

    public void Note() => _isNoted = true;

    public void Expect() => _isExpected = true;
}
