namespace Tasker.Caching.Backends;

/// <summary>What the caller of <see cref="IFarTier.ReadAsync"/> wants beside the entry.</summary>
/// <param name="Lease">The lease to take where there is no entry, or <see langword="null"/> to read only.</param>
/// <param name="Discard">
/// The prefix of an entry that the caller has found void, or empty. An entry that begins with it is removed and counts as missing.
/// </param>
public readonly record struct FarReadRequest(FarLease? Lease, ReadOnlyMemory<byte> Discard);
