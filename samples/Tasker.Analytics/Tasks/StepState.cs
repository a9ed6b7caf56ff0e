namespace Tasker.Analytics.Tasks;

/// <summary>The states of a step, and what becomes of it when its task changes state.</summary>
internal static class StepState
{
    public const string Pending = "pending";
    public const string InProgress = "in_progress";
    public const string WaitingForRetry = "waiting_for_retry";
    public const string Complete = "complete";
    public const string Error = "error";
    public const string Cancelled = "cancelled";

    public static bool HasEnded(string state) => state is Complete or Error or Cancelled;

    /// <summary>Returns the state of the step at which a task in this state stopped.</summary>
    public static string AtStop(string taskState) => taskState switch
    {
        TaskState.StepsInProcess => InProgress,
        TaskState.WaitingForRetry => WaitingForRetry,
        TaskState.BlockedByFailures or TaskState.Error or TaskState.ResolvedManually => Error,
        TaskState.Cancelled => Cancelled,
        _ => Pending,
    };

    /// <summary>Returns the state of the steps behind the one at which a task in this state stopped.</summary>
    public static string AfterStop(string taskState) => TaskState.HasEnded(taskState) ? Cancelled : Pending;

    /// <summary>Returns what a step in the state <paramref name="step"/> becomes when its task goes to <paramref name="task"/>.</summary>
    public static string Follow(string step, string task) => (step, task) switch
    {
        (InProgress, TaskState.Complete) => Complete,
        (InProgress, TaskState.WaitingForRetry) => WaitingForRetry,
        (InProgress or WaitingForRetry, TaskState.Error or TaskState.BlockedByFailures) => Error,
        (WaitingForRetry or Error, TaskState.StepsInProcess) => InProgress,
        (Pending or InProgress or WaitingForRetry, _) when TaskState.HasEnded(task) => Cancelled,
        _ => step,
    };
}
