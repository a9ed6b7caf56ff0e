using Tasker.Caching.Engine;
using Tasker.Caching.Entries;

namespace Tasker.Caching.Computing;

/// <summary>What the shared tier had for a computation that is about to begin.</summary>
/// <param name="Entry">An entry that is good for something, or <see langword="null"/>: compute.</param>
/// <param name="Freshness">What the entry is good for.</param>
/// <param name="End">What else there is to know.</param>
/// <param name="Discarded">Why an entry that was there could not be used.</param>
internal readonly record struct FarReadResult(CachedEntry? Entry, Freshness Freshness, FarReadEnd End, MissReason? Discarded = null);
