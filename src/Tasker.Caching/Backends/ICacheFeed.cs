namespace Tasker.Caching.Backends;

/// <summary>A feed of changes that other programs make, which evicts what they change. A package registers it as a service; the administration shows how far it is.</summary>
public interface ICacheFeed
{
    /// <summary>Gets how far the feed was when it was looked at last; <see langword="null"/> before that.</summary>
    CacheFeedState? State { get; }
}
