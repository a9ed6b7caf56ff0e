using Tasker.Caching.PostgreSql.Outbox;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.PostgreSql.Tests.Outbox;

public sealed class OutboxWatchTests
{
    private readonly ManualClock _clock = new();
    private readonly CollectingLogger _logger = new();
    private readonly OutboxWatch _watch;

    public OutboxWatchTests() => _watch = new OutboxWatch(_clock, _logger);

    private int Count(int id) => _logger.Entries.Count(entry => entry.EventId.Id == id);

    [Fact]
    public void SameRow_LongerThanPatience_IsALimitAndIsSaidOnce()
    {
        _watch.Note(waiting: 3, first: 7);
        _clock.Advance(OutboxWatch.Patience - TimeSpan.FromSeconds(1));
        _watch.Note(waiting: 4, first: 7);
        Assert.Empty(_watch.Limits);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _watch.Note(waiting: 5, first: 7);
        _watch.Note(waiting: 5, first: 7);
        Assert.Single(_watch.Limits);
        Assert.Equal(1, Count(1012));

        _watch.Note(waiting: 0, first: 0);
        Assert.Empty(_watch.Limits);
        Assert.Equal(1, Count(1013));
    }

    [Fact]
    public void OtherRows_AllTheTime_AreNone()
    {
        for (var first = 1; first < 100; first++)
        {
            _watch.Note(waiting: 9, first);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(_watch.Limits);
    }

    [Fact]
    public void Unreadable_AgainAndAgain_IsSaidOncePerOutage()
    {
        _watch.NoteUnreadable(new InvalidOperationException());
        _watch.NoteUnreadable(new InvalidOperationException());
        _watch.Note(waiting: 0, first: 0);
        _watch.NoteUnreadable(new InvalidOperationException());

        Assert.Equal(2, Count(1014));
    }
}
