namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>A feed of changes that is as far as a test says.</summary>
public sealed class FakeFeed(CacheFeedState? state) : ICacheFeed
{
    /// <inheritdoc/>
    public CacheFeedState? State { get; } = state;
}
