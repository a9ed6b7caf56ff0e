namespace Tasker.Caching.Redis.Connections;

/// <summary>Redis is not connected at the moment; the call was not sent.</summary>
internal sealed class RedisUnavailableException(string message) : Exception(message);
