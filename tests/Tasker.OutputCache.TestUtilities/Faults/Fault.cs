namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>Something that can go wrong with a target, and how it ends.</summary>
/// <param name="Target">What it happens to. Two faults never happen to one target at a time.</param>
/// <param name="Name">What happens, as "paused".</param>
/// <param name="InjectAsync">Makes it happen.</param>
/// <param name="HealAsync">Ends it, and waits until it is over. It must be possible to call it twice.</param>
public sealed record Fault(string Target, string Name, Func<Task> InjectAsync, Func<Task> HealAsync)
{
    /// <summary>Creates a fault that needs no healing, as a flushed database.</summary>
    public Fault(string target, string name, Func<Task> injectAsync)
        : this(target, name, injectAsync, () => Task.CompletedTask)
    {
    }
}
