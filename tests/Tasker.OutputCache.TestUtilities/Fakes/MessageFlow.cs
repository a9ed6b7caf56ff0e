namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>What becomes of the messages of a <see cref="FakeEvictionLog"/>.</summary>
public enum MessageFlow
{
    /// <summary>They arrive at once.</summary>
    Delivered,

    /// <summary>They arrive at once, and once more.</summary>
    Doubled,

    /// <summary>They are lost.</summary>
    Lost,

    /// <summary>They wait until the test delivers them.</summary>
    Held,
}
