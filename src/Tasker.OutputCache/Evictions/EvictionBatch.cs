namespace Tasker.OutputCache.Evictions;

/// <summary>Tags that wait to be appended together, and the calls that wait for it.</summary>
internal sealed class EvictionBatch
{
    private readonly List<TaskCompletionSource> _waiting = [new(TaskCreationOptions.RunContinuationsAsynchronously)];

    public HashSet<string> Tags { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Gets a task that completes when the log has every tag of this batch.</summary>
    public Task Confirmed => _waiting[0].Task;

    public void Confirm()
    {
        foreach (var waiting in _waiting)
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Lets those who wait for another batch wait for this one, which has taken its tags.</summary>
    public void Adopt(EvictionBatch other) => _waiting.AddRange(other._waiting);

    /// <summary>Replaces all tags by one that stands for them.</summary>
    public HashSet<string> Collapse(string tag)
    {
        var replaced = Tags;
        Tags = new HashSet<string>(StringComparer.Ordinal) { tag };
        return replaced;
    }
}
