using Tasker.Caching.Backends;

namespace Tasker.OutputCache.Admin.Bodies.Feeds;

/// <summary>How far a feed is that evicts what other programs change.</summary>
/// <param name="Name">What the server knows it by.</param>
/// <param name="Read">Whether an instance reads it.</param>
/// <param name="LagBytes">What the server has written since the place that the feed has confirmed.</param>
/// <param name="KeptBytes">What the server keeps on its disk for the feed.</param>
/// <param name="BytesLeft">How much more it may keep before it gives the feed up; null where only the disk bounds it.</param>
internal sealed record FeedBody(string Name, bool Read, long LagBytes, long KeptBytes, long? BytesLeft)
{
    public static FeedBody[] Of(IEnumerable<ICacheFeed> feeds) =>
        [.. feeds.Select(static feed => feed.State).OfType<CacheFeedState>().Select(static state => new FeedBody(state.Name, state.IsRead, state.LagBytes, state.KeptBytes, state.BytesLeft))];
}
