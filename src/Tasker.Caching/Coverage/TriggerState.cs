namespace Tasker.Caching.Coverage;

/// <summary>How triggers in a database compare with what the host says of them.</summary>
public enum TriggerState
{
    /// <summary>They are as the host says.</summary>
    InOrder,

    /// <summary>All of them, or some of a table or a partition, are missing.</summary>
    Missing,

    /// <summary>They are there and do not fire.</summary>
    Disabled,

    /// <summary>They evict by another map, or were made by another version.</summary>
    Outdated,

    /// <summary>They evict, and the host does not name them.</summary>
    Extra,
}
