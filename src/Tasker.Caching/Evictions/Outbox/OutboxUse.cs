namespace Tasker.Caching.Evictions.Outbox;

/// <summary>How this node uses an outbox.</summary>
/// <param name="Outbox">The outbox; <see langword="null"/> if there is none.</param>
/// <param name="Relays">Whether it relays rows: not to a log of its own, which others don't read.</param>
internal sealed record OutboxUse(IEvictionOutbox? Outbox, bool Relays)
{
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what completes when another use has taken the place of this one.</summary>
    public Task Replaced => _replaced.Task;

    public void End() => _replaced.TrySetResult();
}
