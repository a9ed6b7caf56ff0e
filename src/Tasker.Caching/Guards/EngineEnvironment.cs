using System.Runtime.CompilerServices;

namespace Tasker.Caching.Guards;

/// <summary>What the engine takes from its surroundings beside the clock: chance, and the threads that work continues on.</summary>
/// <remarks>A simulation replaces it, so that a run can be repeated step by step.</remarks>
internal class EngineEnvironment
{
    /// <summary>The surroundings of a real process.</summary>
    public static readonly EngineEnvironment Process = new();

    /// <summary>Gets how those who wait for a result go on when it is set.</summary>
    public virtual TaskCreationOptions Continuations => TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>Gets a random number from 0 up to, but not including, 1.</summary>
    public virtual double NextDouble() => Random.Shared.NextDouble();

    /// <summary>Makes a text that is unlike any other, on whichever node.</summary>
    public virtual string NewToken() => Guid.NewGuid().ToString("N");

    /// <summary>Leaves the stack of the caller, always: what follows is done later, and not at the caller's expense.</summary>
    /// <remarks>
    /// The await of the caller itself is forced to yield. A method that yields and returns a task can't do that: its task may have
    /// ended on another thread before the caller awaits it, and the caller would go on where it is, under the locks held there.
    /// </remarks>
    public ConfiguredTaskAwaitable Yield() => NextTurnAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    /// <summary>Ends when what has yielded may go on.</summary>
    protected virtual Task NextTurnAsync() => Task.CompletedTask;

    /// <summary>Begins work that may outlive its caller. What flows with the caller does not flow into it.</summary>
    public virtual Task<T> RunDetachedAsync<T>(Func<Task<T>> work)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(work, CancellationToken.None);
        }
    }
}
