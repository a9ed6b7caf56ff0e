namespace Tasker.Caching;

/// <summary>What happens to a response whose handler has read something of the request that is not in its key.</summary>
public enum UndeclaredInputs
{
    /// <summary>It goes to its client and is not stored; one line in the log names the input and the fix.</summary>
    Refuse,

    /// <summary>It is stored and shared; one line in the log names the input.</summary>
    Report,

    /// <summary>It is stored and shared, and nothing is observed.</summary>
    Ignore,
}
