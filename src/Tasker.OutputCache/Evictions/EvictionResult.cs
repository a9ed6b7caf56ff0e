namespace Tasker.OutputCache;

/// <summary>Says how far an eviction had come when the call returned. It is in force on this node in either case.</summary>
public enum EvictionResult
{
    /// <summary>The eviction is in the shared log: every node that reads the log knows of it.</summary>
    Shared,

    /// <summary>The shared log could not be reached. The eviction is kept in this node's journal, which goes on trying.</summary>
    Journaled,
}
