using StackExchange.Redis;
using Tasker.Caching.Simulation.Lua;

namespace Tasker.Caching.Simulation.Network;

/// <summary>What the client throws.</summary>
internal static class RedisErrors
{
    // Other constructors need what only the client knows.
#pragma warning disable CS0618
    public static Exception Of(RedisError error) => new RedisServerException(error.Message);

    public static Exception NotConnected() => new RedisConnectionException(ConnectionFailureType.SocketClosed, "The connection is lost.");
#pragma warning restore CS0618
}
