namespace Tasker.Caching.Memcached.Protocol;

/// <summary>The server has sent what can't be a reply to what it was asked. The connection is of no use any more.</summary>
internal sealed class MemcachedProtocolException(string message) : Exception(message);
