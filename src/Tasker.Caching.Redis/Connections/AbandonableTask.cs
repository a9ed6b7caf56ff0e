namespace Tasker.Caching.Redis.Connections;

/// <summary>Lets callers leave a call that the client can't cancel.</summary>
internal static class AbandonableTask
{
    /// <summary>Waits for a task until the token is cancelled. The failure of a task that was left is observed all the same.</summary>
    public static Task<T> Abandonable<T>(this Task<T> task, CancellationToken cancellationToken)
    {
        if (task.IsCompleted || !cancellationToken.CanBeCanceled)
        {
            return task;
        }

        _ = task.ContinueWith(
            static left => _ = left.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return task.WaitAsync(cancellationToken);
    }
}
