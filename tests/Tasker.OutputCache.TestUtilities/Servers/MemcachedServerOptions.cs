namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>How a Memcached server is started.</summary>
public sealed record MemcachedServerOptions
{
    /// <summary>Gets the memory for values, in megabytes (<c>-m</c>).</summary>
    public int MemoryMegabytes { get; init; } = 64;

    /// <summary>Gets the largest value, as "1m" (<c>-I</c>).</summary>
    public string MaxItemSize { get; init; } = "1m";

    /// <summary>Gets the user that clients must name; with it goes <see cref="Password"/> (<c>-Y</c>).</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Gets whether the port speaks TLS only.</summary>
    public bool Tls { get; init; }

    /// <summary>Gets whether a full server refuses new values instead of throwing old ones away (<c>-M</c>).</summary>
    public bool RefuseWhenFull { get; init; }

    /// <summary>Gets further arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
