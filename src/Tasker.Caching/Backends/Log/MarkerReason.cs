namespace Tasker.Caching.Backends;

/// <summary>Why a call raised the marker of the log, and so made void what was computed before.</summary>
public enum MarkerReason
{
    /// <summary>The call did not raise the marker.</summary>
    None,

    /// <summary>There was no log: the first start, a flush, an empty restart, or the server needed its memory.</summary>
    NewLog,

    /// <summary>The log was written in the reign of another master, so that writes may be missing.</summary>
    PrimaryChanged,

    /// <summary>The log ended below a sequence that a node knows: it was set back.</summary>
    LogRolledBack,

    /// <summary>What stood under the log's name was no log.</summary>
    Damaged,

    /// <summary>Evictions older than the retention were forgotten.</summary>
    Retention,
}
