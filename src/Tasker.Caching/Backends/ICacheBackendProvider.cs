namespace Tasker.Caching.Backends;

/// <summary>Makes back ends available to the configuration. Most derive from <see cref="CacheBackendProvider{TOptions}"/>.</summary>
public interface ICacheBackendProvider
{
    /// <summary>Says whether this provider makes a back end of that name.</summary>
    /// <param name="name">The name in the configuration: <c>redis</c>, for example.</param>
    /// <returns>Whether it does.</returns>
    bool Supports(string name);

    /// <summary>Makes the back end. It connects in the background; the server may be out of reach.</summary>
    /// <param name="request">What the cache asks for.</param>
    /// <returns>The back end, or <see langword="null"/> if its settings can't be used. The provider has logged why; memory is used.</returns>
    CacheBackend? Create(CacheBackendRequest request);

    /// <summary>Makes an outbox for evictions whose log is that of another provider.</summary>
    /// <param name="request">What the cache asks for.</param>
    /// <returns>The outbox, or <see langword="null"/> if its settings ask for none, or can't be used. The provider has logged why.</returns>
    CacheOutbox? CreateOutbox(CacheBackendRequest request) => null;

    /// <summary>Says what keeps a back end from being made, without making it.</summary>
    /// <param name="name">The name in the configuration.</param>
    /// <returns>One sentence without secrets, or <see langword="null"/> if nothing is wrong.</returns>
    string? Check(string name) => null;
}
