namespace Tasker.Caching;

/// <summary>Says what became of an eviction when the call returned. What was not refused is in force on this node in any case.</summary>
public enum EvictionResult
{
    /// <summary>The eviction is in the shared log: every node that reads the log knows of it.</summary>
    Confirmed,

    /// <summary>The shared log could not be reached. The eviction is kept in this node's journal, which goes on trying.</summary>
    Journaled,

    /// <summary>
    /// At least one tag was refused: it is null, or names a dimension that its resource does not have, or a resource that
    /// this process does not know. The other tags of the call are evicted, or in the journal. The log has the reason (event 107).
    /// </summary>
    Refused,
}
