using System.Globalization;
using Tasker.Caching.Memcached.Evictions;

namespace Tasker.Caching.Memcached.Tests.Evictions;

public sealed class LogCodecTests
{
    private const int Size = MemcachedEvictionLog.MaximumSize;

    private static LogValue Some() => LogValue.Begin(1000, 0).Append(["a", "grün \U0001F680"], 2000, 0, 0, Size).Append([string.Empty, "b"], 3000, 0, 0, Size);

    [Fact]
    public void TryRead_WhatWasWritten_IsTheSame()
    {
        var log = Some();

        var read = LogCodec.TryRead(LogCodec.Write(log))!;

        Assert.Equal((log.Generation, log.Head, log.Marker), (read.Generation, read.Head, read.Marker));
        Assert.Equal(log.Evictions, read.Evictions);
    }

    [Fact]
    public void TryRead_AnyByteChangedOrCut_IsNone()
    {
        var bytes = LogCodec.Write(Some());
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x55;

            Assert.Null(LogCodec.TryRead(damaged));
            Assert.Null(LogCodec.TryRead(bytes.AsSpan(0, i)));
        }

        Assert.Null(LogCodec.TryRead([.. bytes, 0]));
    }

    // With a good checksum, as another program would write it: beyond these numbers the next sequence would be negative.
    [Theory]
    [InlineData(long.MaxValue, 1000, 2000)]
    [InlineData(EvictionSequence.Maximum + 1, 1000, 2000)]
    [InlineData(3000, long.MaxValue, 2000)]
    [InlineData(3000, -1, 2000)]
    [InlineData(3000, 1000, long.MaxValue)]
    [InlineData(3000, 1000, -1)]
    public void TryRead_PlacesThatNoLogHas_IsNone(long head, long marker, long sequence)
    {
        var log = Some();
        Assert.NotNull(LogCodec.TryRead(LogCodec.Write(log with { Head = 3000, Marker = 1000, Evictions = [new EvictedTag("a", 2000)] })));

        Assert.Null(LogCodec.TryRead(LogCodec.Write(log with { Head = head, Marker = marker, Evictions = [new EvictedTag("a", sequence)] })));
    }

    [Theory]
    [InlineData(Size)]
    [InlineData(2_000)]
    public void Append_MoreThanFits_TrimsTheOldestIntoTheMarker(int size)
    {
        var log = LogValue.Begin(1, 0);
        for (var i = 0; i < 5000; i++)
        {
            log = log.Append([string.Create(CultureInfo.InvariantCulture, $"analytics|namespace=n{i:00000}")], 10 + i, 0, 0, size);
        }

        Assert.InRange(LogCodec.Write(log).Length, size - 100, size);
        Assert.Equal(log.Marker + 1, log.Evictions[0].Sequence);
        Assert.Equal("analytics|namespace=n04999", log.Evictions[^1].Tag);
    }

    [Fact]
    public void Append_OneEvictionThatDoesNotFit_VoidsEverything()
    {
        var log = Some().Append([.. Enumerable.Range(0, 5000).Select(static i => $"analytics|namespace=n{i}")], 4000, 0, 0, Size);

        Assert.Empty(log.Evictions);
        Assert.Equal(log.Head, log.Marker);
    }

    [Fact]
    public void Append_SameTagTwiceInOne_IsKeptOnce() =>
        Assert.Equal([new EvictedTag("a", 2000)], LogValue.Begin(1000, 0).Append(["a", "a"], 2000, 0, 0, Size).Evictions);
}
