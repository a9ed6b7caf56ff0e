using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

public class EvictionFollowerPagesTests
{
    [Fact]
    public async Task CatchUp_MarkerRaisedBetweenPages_TakesTheHighest()
    {
        var log = new RaisingLog();
        var view = new EvictionView();
        var settings = new CacheSettingsSource(CacheSettings.Of(new TaskerCachingOptions()));
        var journal = new EvictionJournal(view, log, settings, TimeProvider.System, NullLogger<EvictionJournal>.Instance);
        var follower = new EvictionFollower(view, journal, new FollowedLog("test", log, IsLocal: false), settings, TimeProvider.System, NullLogger<EvictionFollower>.Instance);

        Assert.True(await follower.CatchUpAsync());

        // What stood between 20 and 30 was forgotten before the second page: only the marker tells of it.
        Assert.Equal((30, 40), (view.Now.Marker, view.Now.Horizon));
    }

    private sealed class RaisingLog : IEvictionLog
    {
        public event Action<EvictionRecord>? Appended
        {
            add { }
            remove { }
        }

        public event Action? Interrupted
        {
            add { }
            remove { }
        }

        public ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken) => ValueTask.FromResult(
            cursor.Horizon == 20
                ? new EvictionPage("g", 30, 41, TimeProvider.System.GetUtcNow(), [new EvictedTag("b", 35)], null)
                : new EvictionPage("g", 10, 40, TimeProvider.System.GetUtcNow(), [new EvictedTag("a", 20)], new EvictionCursor("g", 20, 0)));
    }
}
