namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>The servers that speak the language of Redis and that a test can start.</summary>
public enum RedisProduct
{
    /// <summary>The <c>redis-server</c> that is installed.</summary>
    Redis,

    /// <summary>Garnet, with scripts allowed, out of its library.</summary>
    Garnet,
}
