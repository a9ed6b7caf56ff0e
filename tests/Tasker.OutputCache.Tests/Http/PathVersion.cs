namespace Tasker.OutputCache.Tests.Http;

/// <summary>What the answers of a test show, and what its unsafe requests change.</summary>
public sealed class PathVersion
{
    private int _version;

    public int Version => Volatile.Read(ref _version);

    public void Change() => Interlocked.Increment(ref _version);
}
