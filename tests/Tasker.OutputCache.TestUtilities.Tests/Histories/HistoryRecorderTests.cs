using System.Diagnostics;
using Tasker.OutputCache.TestUtilities.Histories;

namespace Tasker.OutputCache.TestUtilities.Tests.Histories;

public sealed class HistoryRecorderTests
{
    private readonly HistoryRecorder _recorder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_ThatThrows_IsRecordedAsFailed()
    {
        await _recorder.ReadAsync("client", "A", "row", () => throw new HttpRequestException("refused"));

        var read = Assert.IsType<ReadOperation>(Assert.Single(_recorder.ToHistory().Operations));
        Assert.Null(read.Version);
        Assert.Equal("HttpRequestException: refused", read.Source);
    }

    [Fact]
    public async Task Commit_ThatThrows_HasNoEnd()
    {
        await Assert.ThrowsAsync<IOException>(() => _recorder.CommitAsync("row", 1, () => throw new IOException()));

        Assert.Equal(long.MaxValue, Assert.Single(_recorder.ToHistory().Operations).End);
    }

    [Fact]
    public async Task Evict_ThatThrows_IsNotRecorded()
    {
        await Assert.ThrowsAsync<IOException>(() => _recorder.EvictAsync("A", "row", Task () => throw new IOException()));

        Assert.Empty(_recorder.ToHistory().Operations);
    }

    [Fact]
    public async Task Write_ThenRead_IsTheSameHistory()
    {
        await _recorder.CommitAsync("row", 1, () => Task.CompletedTask);
        await _recorder.EvictAsync("A", null, () => Task.FromResult(false));
        await _recorder.ReadAsync("client", "A", "row", () => Task.FromResult((1L, "hit; detail=near")));
        var history = _recorder.ToHistory();
        using var file = new MemoryStream();

        await history.WriteAsync(file, Token);
        file.Position = 0;

        Assert.Equal(history.Operations, (await History.ReadAsync(file, Token)).Operations);
    }

    [Fact]
    public void ReadLatency_OfASpan_IsThePercentileOfItsReads()
    {
        for (var i = 1; i <= 100; i++)
        {
            _recorder.Add(new ReadOperation("client", "A", "row", 0, i, i + Milliseconds(i), "near"));
        }

        _recorder.Add(new ReadOperation("client", "A", "row", 0, 1_000, Milliseconds(5_000), "near"));

        var history = _recorder.ToHistory();
        Assert.Equal(TimeSpan.FromMilliseconds(99), history.ReadLatency(0.99, to: 1_000));
        Assert.Equal(TimeSpan.FromMilliseconds(10), history.ReadLatency(0.5, from: 1, to: 20));
        Assert.Throws<InvalidOperationException>(() => history.ReadLatency(0.5, from: 2_000));
    }

    private static long Milliseconds(int milliseconds) => milliseconds * (Stopwatch.Frequency / 1_000);

    [Fact]
    public async Task Add_FromManyThreads_LosesNothing()
    {
        await Parallel.ForAsync(0, 8, Token, async (client, _) =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                await _recorder.ReadAsync($"{client}", "A", "row", () => Task.FromResult((0L, "near")));
            }
        });

        Assert.Equal(80_000, _recorder.ToHistory().Operations.Count);
    }
}
