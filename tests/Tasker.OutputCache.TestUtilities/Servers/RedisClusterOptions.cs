namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>How a Redis Cluster is started.</summary>
public sealed record RedisClusterOptions
{
    public string? Password { get; init; }

    /// <summary>Gets how long a node may be silent before the others replace it.</summary>
    /// <value>The default is 2 seconds: short for a test, and long for a busy machine.</value>
    public TimeSpan NodeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets further arguments for every node.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
