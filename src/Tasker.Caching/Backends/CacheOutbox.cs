namespace Tasker.Caching.Backends;

/// <summary>An outbox of evictions, and what owns it.</summary>
/// <param name="Outbox">The outbox.</param>
/// <param name="Owner">What is disposed of with it.</param>
public sealed record CacheOutbox(IEvictionOutbox Outbox, IAsyncDisposable? Owner);
