namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>What a step did that the design forbids.</summary>
internal enum Violation
{
    None,

    /// <summary>A near entry that an eviction had voided was served.</summary>
    StaleNear,

    /// <summary>A far entry that an eviction had voided was served.</summary>
    StaleFar,

    /// <summary>A request got the result of a computation that an eviction known at its arrival had voided.</summary>
    StaleJoin,

    /// <summary>A strict read was answered from a view older than its arrival.</summary>
    StaleStrict,

    /// <summary>An entry was served as fresh after the soft eviction that ended its freshness.</summary>
    FreshAfterSoft,

    /// <summary>No promise broken, but a valid entry was replaced by a void one, or kept out by one.</summary>
    LostHit,
}
