namespace Tasker.OutputCache.Tests.Http;

/// <summary>Stands for the package of Redis.</summary>
internal sealed class TestBackend(IEvictionLog log, IFarTier tier) : ICacheBackendProvider
{
    public bool Supports(string name) => true;

    /// <summary>Gets what the back end says of its limits.</summary>
    public Func<IReadOnlyList<string>>? Limits { get; init; }

    /// <summary>Gets where instances announce themselves.</summary>
    public ICacheInstances? Instances { get; init; }

    public CacheBackend Create(CacheBackendRequest request) => new(request.Name, log, tier) { Limits = Limits, Instances = Instances };
}
