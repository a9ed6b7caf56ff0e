namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>A fault that is in force, and the news that it no longer is.</summary>
internal sealed class FaultState(ProxyFault fault)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProxyFault Fault => fault;

    /// <summary>Gets a task that ends when another fault is in force.</summary>
    public Task Ended => _ended.Task;

    public void End() => _ended.TrySetResult();
}
