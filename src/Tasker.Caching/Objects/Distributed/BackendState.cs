namespace Tasker.Caching.Objects.Distributed;

/// <summary>Where the values of a distributed cache are.</summary>
internal enum BackendState
{
    /// <summary>Not asked yet.</summary>
    Unknown,

    /// <summary>In the shared back end.</summary>
    Answers,

    /// <summary>The shared back end does not answer: in this process's memory, for now.</summary>
    Out,

    /// <summary>There is no shared back end that keeps values: in this process's memory only.</summary>
    None,
}
