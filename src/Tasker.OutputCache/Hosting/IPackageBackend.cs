using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Hosting;

/// <summary>A back end of a package, with the connections that are its own.</summary>
internal interface IPackageBackend : IAsyncDisposable
{
    CacheBackend Backend { get; }

    bool IsDisposed { get; }
}
