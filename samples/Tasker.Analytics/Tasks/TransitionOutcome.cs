namespace Tasker.Analytics.Tasks;

/// <summary>What became of a transition: one of the four.</summary>
internal sealed record TransitionOutcome(TransitionResult? Result, string? CurrentState, bool WasOvertaken)
{
    public static readonly TransitionOutcome NotFound = new(null, null, WasOvertaken: false);

    /// <summary>Another transition of the same task was first.</summary>
    public static readonly TransitionOutcome Overtaken = new(null, null, WasOvertaken: true);

    public static TransitionOutcome NotAllowed(string currentState) => new(null, currentState, WasOvertaken: false);

    public static TransitionOutcome Done(TransitionResult result) => new(result, result.To, WasOvertaken: false);
}
