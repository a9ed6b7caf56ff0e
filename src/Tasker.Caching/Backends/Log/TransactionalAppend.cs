namespace Tasker.Caching.Backends;

/// <summary>What was appended in a transaction that is still open.</summary>
/// <param name="Record">The record, as the log holds it once the transaction has committed. Its generation may be empty: the transaction may end in another one.</param>
/// <param name="Ended">Completes once this node has read the log past the end of the transaction, however that ended. It never fails.</param>
public sealed record TransactionalAppend(EvictionRecord Record, Task Ended);
