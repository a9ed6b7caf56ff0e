namespace Tasker.Caching.PostgreSql;

/// <summary>Which updates of a table evict.</summary>
public enum EvictionTriggerUpdates
{
    /// <summary>Every update, also one that changes nothing.</summary>
    All,

    /// <summary>Those rows of an update that are not as they were.</summary>
    Changed,
}
