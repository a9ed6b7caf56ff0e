namespace Tasker.Caching.Backends;

/// <summary>What a read of the far tier found.</summary>
/// <param name="Value">The entry, or <see langword="null"/> if there is none. The caller keeps these bytes. From here on no one changes them.</param>
/// <param name="Lease">What became of the lease where there is no entry.</param>
public readonly record struct FarRead(ReadOnlyMemory<byte>? Value, FarLeaseState Lease);
