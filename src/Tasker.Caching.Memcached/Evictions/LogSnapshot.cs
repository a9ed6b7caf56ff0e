using Tasker.Caching.Memcached.Connections;

namespace Tasker.Caching.Memcached.Evictions;

/// <summary>The log as it was read or written, and what tells whether it is still that.</summary>
/// <param name="Connection">The connection. A server that was restarted counts its tokens from one again, but never on the same connection.</param>
/// <param name="Cas">The token of the value.</param>
/// <param name="Fingerprint">The flags of the value.</param>
/// <param name="Log">The log, or <see langword="null"/> if what stands there is none.</param>
internal sealed record LogSnapshot(MemcachedConnection Connection, ulong Cas, uint Fingerprint, LogValue? Log);
