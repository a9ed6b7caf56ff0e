namespace Tasker.Caching.Hosting.Backends;

/// <summary>Owns two back ends of which one has the entries and the other one the evictions.</summary>
internal sealed class SharedOwner : IAsyncDisposable
{
    private readonly IAsyncDisposable?[] _owners;

    private SharedOwner(params IAsyncDisposable?[] owners) => _owners = owners;

    public static SharedOwner Of(CacheBackend entries, CacheBackend evictions) => new(entries.Owner, evictions.Owner);

    /// <summary>Makes one back end of the entries of one and the log of another.</summary>
    public static CacheBackend Join(CacheBackend entries, CacheBackend evictions) => new($"{entries.Name}+{evictions.Name}", evictions.Log, entries.Far)
    {
        Owner = Of(entries, evictions),
        PollInterval = evictions.PollInterval,
        Instances = evictions.Instances,
        Limits = () => [.. entries.Limits?.Invoke() ?? [], .. evictions.Limits?.Invoke() ?? []],
    };

    /// <summary>Adds an outbox to a back end.</summary>
    public static CacheBackend Add(CacheBackend backend, CacheOutbox made) => backend with
    {
        Outbox = made.Outbox,
        Owner = new SharedOwner(made.Owner, backend.Owner),
        Limits = () => [.. backend.Limits?.Invoke() ?? [], .. made.Outbox.Limits],
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var owner in _owners)
        {
            if (owner is not null)
            {
                await owner.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
