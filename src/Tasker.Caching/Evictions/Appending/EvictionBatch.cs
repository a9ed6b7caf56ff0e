namespace Tasker.Caching.Evictions.Appending;

/// <summary>Tags that wait to be appended together, and the calls that wait for it.</summary>
internal sealed class EvictionBatch
{
    private readonly List<TaskCompletionSource> _waiting = [new(TaskCreationOptions.RunContinuationsAsynchronously)];
    private readonly List<TaskCompletionSource> _reached = [new(TaskCreationOptions.RunContinuationsAsynchronously)];

    public HashSet<string> Tags { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets how many calls have put their tags here.</summary>
    public int Calls { get; set; }

    /// <summary>Gets a task that completes when the log has every tag of this batch.</summary>
    public Task Confirmed => _waiting[0].Task;

    /// <summary>Gets a task that completes when the log has every tag, possibly in a generation that this node has yet to read.</summary>
    public Task Reached => _reached[0].Task;

    public void Confirm()
    {
        Reach();
        Complete(_waiting);
    }

    public void Reach() => Complete(_reached);

    private static void Complete(List<TaskCompletionSource> sources)
    {
        foreach (var source in sources)
        {
            source.TrySetResult();
        }
    }

    /// <summary>Lets those who wait for another batch wait for this one, which has taken its tags.</summary>
    public void Adopt(EvictionBatch other)
    {
        _waiting.AddRange(other._waiting);
        _reached.AddRange(other._reached);
    }

    /// <summary>Replaces all tags by one that stands for them.</summary>
    public HashSet<string> Collapse(string tag)
    {
        var replaced = Tags;
        Tags = new HashSet<string>(StringComparer.Ordinal) { tag };
        return replaced;
    }
}
