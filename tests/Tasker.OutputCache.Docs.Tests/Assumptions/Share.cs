using Tasker.Caching.Backends;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

/// <summary>Stands for a back end that a reader of the page has written.</summary>
public sealed class Share(string directory) : IAsyncDisposable
{
    public IEvictionLog Log { get; } = null!;

    public IFarTier Tier { get; } = null!;

    public override string ToString() => directory;

    public ValueTask DisposeAsync() => default;
}
