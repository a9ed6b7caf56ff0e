namespace Tasker.Caching.Memcached.Connections;

/// <summary>The server did not answer: it is not connected, or the connection was lost before the reply.</summary>
internal sealed class MemcachedUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
