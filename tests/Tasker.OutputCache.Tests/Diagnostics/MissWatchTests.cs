using Tasker.Caching.Engine;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

public sealed class MissWatchTests
{
    private const int Keys = 231;
    private const int Memory = 232;
    private const int Body = 233;

    private readonly CollectingLogger<MissWatch> _logger = new();
    private readonly EndpointStatistics _endpoint = new("orders", "list");
    private readonly MissWatch _watch;

    public MissWatchTests() => _watch = new MissWatch(_logger);

    private int[] Said => [.. _logger.Entries.Select(static line => line.EventId.Id)];

    private void Miss(MissReason reason, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _watch.Note(_endpoint, reason);
        }
    }

    private void Hit(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _endpoint.CountNearHit();
        }
    }

    [Fact]
    public void Note_EveryKeyIsNew_SaysSoOnce()
    {
        Miss(MissReason.Cold, 5 * MissWatch.Window);

        Assert.Equal([Keys], Said);
    }

    [Fact]
    public void Note_FewerMisses_SaysNothing()
    {
        Miss(MissReason.Cold, MissWatch.Window - 1);

        Assert.Empty(Said);
    }

    [Fact]
    public void Note_NewKeysAmongHits_SaysNothing()
    {
        Hit(MissWatch.Window / 10);

        Miss(MissReason.Cold, MissWatch.Window);

        Assert.Empty(Said);
    }

    [Fact]
    public void Note_HitsWereLongAgo_SaysSo()
    {
        Hit(100_000);
        Miss(MissReason.Cold, MissWatch.Window);
        Assert.Empty(Said);

        Miss(MissReason.Cold, MissWatch.Window);

        Assert.Equal([Keys], Said);
    }

    [Theory]
    [InlineData(MissReason.Evicted)]
    [InlineData(MissReason.Expired)]
    [InlineData(MissReason.Refused)]
    public void Note_AnotherReason_SaysNothing(MissReason reason)
    {
        Miss(reason, 5 * MissWatch.Window);

        Assert.Empty(Said);
    }

    [Fact]
    public void Note_MemoryPushedOut_SaysSoOnce()
    {
        Hit(MissWatch.Window);

        Miss(MissReason.Capacity, 5 * MissWatch.Window);

        Assert.Equal([Memory], Said);
    }

    [Fact]
    public void NoteBody_AgainAndAgain_SaysSoOnce()
    {
        _watch.NoteBody(_endpoint, 1000);
        _watch.NoteBody(_endpoint, 1000);

        Assert.Equal([Body], Said);
    }

    [Fact]
    public void Note_MemoryPushedAFewOut_SaysNothing()
    {
        Hit(50 * MissWatch.Window);

        Miss(MissReason.Capacity, MissWatch.Window);

        Assert.Empty(Said);
    }
}
