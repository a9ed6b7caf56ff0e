namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>The ways in which a computation can end.</summary>
public enum ComputationEnd
{
    /// <summary>Its response is stored.</summary>
    Stored,

    /// <summary>One of its tags was evicted while it ran.</summary>
    Evicted,

    /// <summary>Too much is on its way to the shared tier already.</summary>
    Dropped,

    /// <summary>Its response can't be stored.</summary>
    NotCacheable,

    /// <summary>It fails.</summary>
    Failed,

    /// <summary>It fails for all who wait.</summary>
    FailedForAll,

    /// <summary>It fails while there is an entry to show.</summary>
    FailedWithFallback,

    /// <summary>It is disposed of before it has ended.</summary>
    Disposed,

    /// <summary>An entry is found after all.</summary>
    Found,
}
