namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>The shapes that the failure of an asynchronous call takes.</summary>
public enum Breakage
{
    /// <summary>It works, and answers at once.</summary>
    None,

    /// <summary>It works, and answers after a yield.</summary>
    Yields,

    /// <summary>It throws before it returns a task.</summary>
    Throws,

    /// <summary>It returns a task that has failed.</summary>
    Faulted,

    /// <summary>Its task fails after a yield.</summary>
    FaultsLater,

    /// <summary>It takes effect, and then its task fails: the outcome is unknown to the caller.</summary>
    FaultsAfterEffect,

    /// <summary>It has no effect, and never answers.</summary>
    Hangs,

    /// <summary>It takes effect at once, and answers when <see cref="Breaker.AnswerLate"/> is called.</summary>
    AnswersLate,
}
