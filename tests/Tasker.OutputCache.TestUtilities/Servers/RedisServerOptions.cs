namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>How a Redis server is started; nothing is ever kept on disk.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Gets the product.</summary>
    public RedisProduct Product { get; init; }

    public string? Password { get; init; }

    public int Databases { get; init; } = 16;

    /// <summary>Gets the limit of memory, as "20mb".</summary>
    /// <value>The default is no limit.</value>
    public string? MaxMemory { get; init; }

    /// <summary>Gets what is thrown away at the limit, as "allkeys-random".</summary>
    public string MaxMemoryPolicy { get; init; } = "noeviction";

    /// <summary>Gets whether the port speaks TLS only, with a certificate for <see cref="TlsHostName"/>.</summary>
    public bool Tls { get; init; }

    /// <summary>Gets the name in the certificate.</summary>
    /// <value>The default is localhost. With any other, the certificate does not fit the address.</value>
    public string TlsHostName { get; init; } = "localhost";

    /// <summary>Gets the server that this one copies.</summary>
    public RedisServer? ReplicaOf { get; init; }

    /// <summary>Gets further arguments, as <c>["--timeout", "1"]</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
