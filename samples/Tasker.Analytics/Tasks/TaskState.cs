using System.Collections.Frozen;

namespace Tasker.Analytics.Tasks;

/// <summary>The states of a task, and which may follow which.</summary>
internal static class TaskState
{
    public const string Pending = "pending";
    public const string Initializing = "initializing";
    public const string StepsInProcess = "steps_in_process";
    public const string WaitingForRetry = "waiting_for_retry";
    public const string BlockedByFailures = "blocked_by_failures";
    public const string Complete = "complete";
    public const string Error = "error";
    public const string Cancelled = "cancelled";
    public const string ResolvedManually = "resolved_manually";

    private static readonly FrozenDictionary<string, string[]> Successors = new Dictionary<string, string[]>
    {
        [Pending] = [Initializing, Cancelled],
        [Initializing] = [StepsInProcess, Error, Cancelled],
        [StepsInProcess] = [Complete, WaitingForRetry, BlockedByFailures, Error, Cancelled],
        [WaitingForRetry] = [StepsInProcess, BlockedByFailures, Error, Cancelled],
        [BlockedByFailures] = [StepsInProcess, Error, Cancelled, ResolvedManually],
        [Error] = [StepsInProcess, ResolvedManually],
        [Complete] = [],
        [Cancelled] = [],
        [ResolvedManually] = [],
    }.ToFrozenDictionary();

    public static IEnumerable<string> All => Successors.Keys.Order(StringComparer.Ordinal);

    public static bool Exists(string state) => Successors.ContainsKey(state);

    public static IReadOnlyList<string> After(string state) => Successors[state];

    public static bool IsFinal(string state) => Successors[state].Length == 0;

    /// <summary>Whether a task in this state is done for now: it has the time at which it ended.</summary>
    public static bool HasEnded(string state) => state == Error || IsFinal(state);
}
