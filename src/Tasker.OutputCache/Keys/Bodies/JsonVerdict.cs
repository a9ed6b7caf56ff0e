namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>Whether JSON can be compared by what it means. A later value outweighs an earlier one.</summary>
internal enum JsonVerdict
{
    /// <summary>The order of members does not matter.</summary>
    Canonical,

    /// <summary>A member has a name with which serializers connect an order.</summary>
    Ordered,

    /// <summary>A name stands twice in one object: handlers differ in which of them they take.</summary>
    Ambiguous,
}
