using System.Diagnostics;
using Tasker.OutputCache.TestUtilities.Histories;

namespace Tasker.OutputCache.TestUtilities.Tests.Histories;

public sealed class HistoryCheckerTests
{
    private readonly HistoryRecorder _history = new();

    [Fact]
    public void Check_ReadOfTheNewVersionAfterEviction_IsValid()
    {
        Commit(1, 0, 10);
        Evict("A", 20, 30);
        Read("B", 1, 31, 40);

        var report = Check(HistoryRules.Strict);

        Assert.True(report.IsValid, report.ToString());
        Assert.Equal((1, 1, 1), (report.Commits, report.Evictions, report.Reads));
        Assert.Equal(TimeSpan.Zero, report.LargestStaleness);
    }

    [Fact]
    public void CheckStrict_ReadOfAnOldVersionThatStartsAfterEviction_IsCaught()
    {
        Commit(1, 0, 10);
        Evict("A", 20, 30);
        Read("B", 0, 31, 40);

        var report = Check(HistoryRules.Strict);

        Assert.Contains("stale by 1 ms", Assert.Single(report.Violations).Reason, StringComparison.Ordinal);
        Assert.Equal(1, report.StaleReads);
    }

    [Fact]
    public void CheckStrict_ReadThatStartsBeforeEvictionReturned_IsValid()
    {
        Commit(1, 0, 10);
        Evict("A", 20, 30);
        Read("B", 0, 29, 1_000);
        Read("A", 0, 30, 1_000);

        Assert.True(Check(HistoryRules.Strict).IsValid);
    }

    [Fact]
    public void CheckStrict_CommitThatReturnedAfterEvictionWasCalled_IsNotCovered()
    {
        Commit(1, 0, 21);
        Evict("A", 20, 30);
        Read("B", 0, 40, 50);

        Assert.True(Check(HistoryRules.Strict).IsValid);
    }

    [Fact]
    public void CheckStrict_EvictionOfAnotherRow_IsNoConcern()
    {
        Commit(1, 0, 10);
        _history.Add(new EvictOperation("A", "other", At(20), At(30)));
        Read("B", 0, 40, 50);

        Assert.True(Check(HistoryRules.Strict).IsValid);
    }

    [Fact]
    public void CheckStrict_EvictionOfAllRows_Concerns()
    {
        Commit(1, 0, 10);
        _history.Add(new EvictOperation("A", null, At(20), At(30)));
        Read("B", 0, 40, 50);

        Assert.False(Check(HistoryRules.Strict).IsValid);
    }

    [Fact]
    public void CheckBounded_StaleWithinTheBound_IsValidAndMeasured()
    {
        Commit(1, 0, 10);
        Evict("A", 20, 30);
        Read("B", 0, 100, 110);
        Read("C", 0, 50, 60);

        var report = Check(HistoryRules.Bounded(Milliseconds(100)));

        Assert.True(report.IsValid, report.ToString());
        Assert.Equal(Milliseconds(70), report.LargestStaleness);
        Assert.Equal("B", report.StalestRead?.Node);
        Assert.Equal(2, report.StaleReads);
    }

    [Fact]
    public void CheckBounded_StaleBeyondTheBound_IsCaught()
    {
        Commit(1, 0, 10);
        Evict("A", 20, 30);
        Read("B", 0, 131, 140);

        Assert.Single(Check(HistoryRules.Bounded(Milliseconds(100))).Violations);
    }

    [Fact]
    public void CheckBounded_ReadThatSawNoneOfThreeCommits_IsMeasuredFromTheFirst()
    {
        for (var version = 1; version <= 3; version++)
        {
            Commit(version, (version * 100) - 50, (version * 100) - 40);
            Evict("A", (version * 100) - 10, version * 100);
        }

        Read("B", 0, 350, 360);
        Read("B", 2, 320, 330);

        var report = Check(HistoryRules.Bounded(Milliseconds(240)));

        Assert.Equal(Milliseconds(250), report.LargestStaleness);
        Assert.Equal(0, Assert.Single(report.Violations).Read.Version);
    }

    [Fact]
    public void CheckStrict_LaterEvictionThatReturnedFirst_Counts()
    {
        Commit(1, 0, 10);
        Evict("A", 20, 500);
        Commit(2, 30, 40);
        Evict("A", 50, 60);
        Read("B", 0, 100, 110);

        var report = Check(HistoryRules.Strict);

        Assert.Single(report.Violations);
        Assert.Equal(Milliseconds(40), report.LargestStaleness);
    }

    [Fact]
    public void CheckBounded_OldVersionOnTheNodeThatEvicted_IsCaught()
    {
        Commit(1, 0, 10);
        Evict("A", 20, 30);
        Read("A", 0, 31, 40);
        Read("B", 0, 31, 40);

        var report = Check(HistoryRules.Bounded(Milliseconds(1_000)));

        var violation = Assert.Single(report.Violations);
        Assert.Equal("A", violation.Read.Node);
        Assert.Contains("on the node that evicted", violation.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckStrict_JournaledEviction_BindsItsOwnNodeAlone()
    {
        Commit(1, 0, 10);
        _history.Add(new EvictOperation("A", "row", At(20), At(30), IsShared: false));
        Read("A", 0, 31, 40);
        Read("B", 0, 31, 40);

        Assert.Equal("A", Assert.Single(Check(HistoryRules.Strict).Violations).Read.Node);
    }

    [Theory]
    [InlineData(7, 5, 40)]
    [InlineData(1, 2, 4)]
    public void Check_VersionThatWasNotCommitted_IsCaught(long version, int start, int end)
    {
        Commit(1, 5, 10);
        Read("A", version, start, end);

        Assert.Contains("not committed", Assert.Single(Check(HistoryRules.Strict).Violations).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_CommitOfUnknownOutcome_MayBeReadAndNeedNot()
    {
        _history.Add(new CommitOperation("row", 1, At(0), long.MaxValue));
        Evict("A", 20, 30);
        Read("A", 0, 40, 50);
        Read("A", 1, 40, 50);

        Assert.True(Check(HistoryRules.Strict).IsValid);
    }

    [Fact]
    public void Check_FailedRead_IsCaught()
    {
        _history.Add(new ReadOperation("client", "A", "row", null, At(0), At(1), "503"));

        Assert.Equal("failed", Assert.Single(Check(HistoryRules.Strict).Violations).Reason);
    }

    [Fact]
    public void Check_ManyOperations_IsFast()
    {
        for (var i = 1; i <= 20_000; i++)
        {
            Commit(i, i * 10, (i * 10) + 1);
            Evict("A", (i * 10) + 2, (i * 10) + 3);
            for (var client = 0; client < 10; client++)
            {
                Read("B", i, (i * 10) + 4, (i * 10) + 5);
            }
        }

        var watch = Stopwatch.StartNew();
        var report = Check(HistoryRules.Strict);

        Assert.True(report.IsValid);
        Assert.Equal(200_000, report.Reads);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
    }

    private HistoryReport Check(HistoryRules rules) => HistoryChecker.Check(_history.ToHistory(), rules);

    private void Commit(long version, int start, int end) => _history.Add(new CommitOperation("row", version, At(start), At(end)));

    private void Evict(string node, int start, int end) => _history.Add(new EvictOperation(node, "row", At(start), At(end)));

    private void Read(string node, long version, int start, int end) =>
        _history.Add(new ReadOperation("client", node, "row", version, At(start), At(end), "near"));

    // Times are written in milliseconds here.
    private static long At(int milliseconds) => milliseconds * (Stopwatch.Frequency / 1_000);

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
