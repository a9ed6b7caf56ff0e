using Tasker.Caching.Entries;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>What an entry of the far tier says of its times and of its place in the log is believed within limits only.</summary>
public sealed class PlantedTimeTests : EngineTests
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private DateTimeOffset Now => Clock.GetUtcNow();

    private async Task PlantAsync(Func<EntryHeader, EntryHeader> change)
    {
        await FillFromAsync(A, "v");
        Assert.True(EntryCodec.TryRead(A.Far.Peek("k"), new("k"), out var header, out _));
        A.Far.Put("k", EntryCodec.Write(change(header!), EngineNode.Content("planted")).ToArray());
    }

    private static TimeSpan Ticks(long timestamps) => TimeSpan.FromTicks(timestamps);

    [Fact]
    public async Task Lookup_CreatedInTheFuture_IsAMissAndCounted()
    {
        await PlantAsync(header => header with { Created = Now + SequenceRange.Slack + TimeSpan.FromSeconds(1), FreshUntil = Now + Month });

        Assert.Null((await B.LookupAsync(B.Work())).Entry);

        Assert.Equal(1, B.Counts["tasker.cache.far.unreadable"]);
    }

    // Clocks of servers differ; what one of them has computed is worth something all the same.
    [Fact]
    public async Task Lookup_CreatedALittleAhead_IsOfThisMomentAndEndsInAMonth()
    {
        await PlantAsync(header => header with { Created = Now + SequenceRange.Slack - TimeSpan.FromSeconds(1), FreshUntil = Now + (10 * Month) });

        var entry = (await B.LookupAsync(B.Work())).Entry;

        Assert.Equal((Now, Clock.GetTimestamp()), (entry!.Created, entry.CreatedAt));
        Assert.Equal(Month, Ticks(entry.FreshUntil - Clock.GetTimestamp()));
    }

    [Fact]
    public async Task Lookup_FreshForYears_EndsAMonthAfterItsCreation()
    {
        await PlantAsync(header => header with { Created = Now - TimeSpan.FromDays(10), FreshUntil = Now + (100 * Month) });

        var entry = (await B.LookupAsync(B.Work())).Entry;

        Assert.Equal(TimeSpan.FromDays(20), Ticks(entry!.FreshUntil - Clock.GetTimestamp()));
        Assert.Equal(TimeSpan.FromDays(20), Ticks(entry.ExpiresAt - Clock.GetTimestamp()));
        Assert.Equal(TimeSpan.FromDays(10), Ticks(Clock.GetTimestamp() - entry.CreatedAt));
    }

    [Fact]
    public async Task Lookup_CreatedLongAgo_IsAMiss()
    {
        await PlantAsync(header => header with { Created = Now - (10 * Month), FreshUntil = Now + Month });

        Assert.Null((await B.LookupAsync(B.Work())).Entry);
    }

    [Fact]
    public async Task Lookup_CallerKeepsForLess_IsKeptNoLonger()
    {
        var node = NewNode(static options => options.Resources["analytics"].StaleIfError = Minute);
        await node.Evictions.AttachAsync();
        await PlantAsync(header => header with { FreshUntil = Now + Minute });

        var work = new TestWork("k", node.Work().Settings, ["t"]) { NearLife = TimeSpan.FromSeconds(10) };
        var entry = (await node.LookupAsync(work)).Entry;

        Assert.Equal(TimeSpan.FromSeconds(10), Ticks(entry!.FreshUntil - Clock.GetTimestamp()));
        Assert.Equal(TimeSpan.FromSeconds(10), Ticks(entry.ExpiresAt - Clock.GetTimestamp()));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public async Task Lookup_StampAheadOfTheTime_IsReadWithinTheSlack(int seconds, bool isRead)
    {
        var at = Now + SequenceRange.Slack + TimeSpan.FromSeconds(seconds);
        await PlantAsync(header => header with { Horizon = SequenceOf(at) });

        Assert.Equal(isRead ? "planted" : null, EngineNode.TextOf(await B.LookupAsync(B.Work())));
    }

    // A log's clock was set back: it goes on above what it has given out, and so do the stamps.
    [Fact]
    public async Task Lookup_StampOfALogAheadOfItsClock_IsRead()
    {
        await Log.AppendAsync(["other"], SequenceOf(Now + (2 * SequenceRange.Slack)), Token);
        await A.Evictions.Follower.CatchUpAsync();
        await B.Evictions.Follower.CatchUpAsync();
        await FillFromAsync(A, "v");

        Assert.Equal("v", EngineNode.TextOf(await B.LookupAsync(B.Work())));
    }

    private static long SequenceOf(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
