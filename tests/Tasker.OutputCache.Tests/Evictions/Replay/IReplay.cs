namespace Tasker.OutputCache.Tests.Evictions.Replay;

/// <summary>Takes the steps of a model with the shipped view and follower.</summary>
internal interface IReplay<TState>
    where TState : unmanaged
{
    /// <summary>Begins where the model begins.</summary>
    Task BeginAsync();

    /// <summary>Does what a step of the model does.</summary>
    Task StepAsync(string label, TState before, TState after);

    /// <summary>Compares what the view says with what the model says, and notes what both have said.</summary>
    void Check(TState state, ICollection<string> said);
}
