using System.Buffers;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Objects.Distributed;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Tiers;
using Xunit;

namespace Tasker.OutputCache.Tests.Objects;

public sealed class DistributedCacheTests
{
    private static readonly DistributedCacheEntryOptions Sliding = new() { SlidingExpiration = TimeSpan.FromMinutes(20) };
    private static readonly DistributedCacheEntryOptions Absolute = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(30) };

    private readonly ManualClock _clock = new();
    private readonly InMemoryEvictionLog _log;
    private readonly FakeFarStore _store;
    private readonly EngineNode _oneNode;
    private readonly EngineNode _otherNode;
    private readonly CollectingLogger<TaskerDistributedCache> _lines = new();
    private readonly TaskerDistributedCache _one;
    private readonly TaskerDistributedCache _other;

    public DistributedCacheTests()
    {
        _log = new InMemoryEvictionLog(_clock, TimeSpan.FromHours(2));
        _store = new FakeFarStore(_clock);
        _oneNode = new EngineNode(_clock, _log, _store);
        _otherNode = new EngineNode(_clock, _log, _store);
        _one = CacheOf(_oneNode);
        _other = CacheOf(_otherNode);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TaskerDistributedCache CacheOf(EngineNode node) => new(node.Access, node.Near, node.Resources, node.Evictions.Follower, _clock, _lines);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<string?> GetAsync(IDistributedCache cache, string key = "k") => await cache.GetAsync(key, Token) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    [Fact]
    public async Task Get_SetOnTheOther_IsTheValueAndNothingIsKeptHere()
    {
        await _one.SetAsync("k", Bytes("v"), Absolute, Token);

        Assert.Equal("v", await GetAsync(_other));
        await _one.SetAsync("k", Bytes("w"), Absolute, Token);

        Assert.Equal("w", await GetAsync(_other));
        Assert.Equal(0, _otherNode.Near.Count);
        await _other.RemoveAsync("k", Token);
        Assert.Null(await GetAsync(_one));
    }

    [Fact]
    public async Task Sliding_AskedForOnEither_LivesOn()
    {
        await _one.SetAsync("k", Bytes("v"), Sliding, Token);
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(19));
            Assert.Equal("v", await GetAsync(i % 2 == 0 ? _one : _other));
        }

        _clock.Advance(TimeSpan.FromMinutes(19));
        await _other.RefreshAsync("k", Token);
        _clock.Advance(TimeSpan.FromMinutes(19));
        Assert.Equal("v", await GetAsync(_one));

        _clock.Advance(TimeSpan.FromMinutes(21));

        Assert.Null(await GetAsync(_one));
        Assert.Null(await GetAsync(_other));
    }

    [Fact]
    public async Task SlidingAndAbsolute_TheAbsoluteEndIsTheEnd()
    {
        await _one.SetAsync("k", Bytes("v"), new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(20), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(30) }, Token);
        _clock.Advance(TimeSpan.FromMinutes(19));
        Assert.Equal("v", await GetAsync(_other));

        _clock.Advance(TimeSpan.FromMinutes(12));

        Assert.Null(await GetAsync(_other));
        Assert.Null(await GetAsync(_one));
    }

    [Fact]
    public async Task Get_EverythingIsEvictedAndTheMarkerRaised_IsStillThere()
    {
        await _one.SetAsync("k", Bytes("v"), Sliding, Token);

        await _oneNode.Evictions.AttachAsync();
        Assert.Equal(EvictionResult.Confirmed, await _oneNode.Evictions.EvictAsync("*"));
        _oneNode.View.BeginGeneration();

        Assert.Equal("v", await GetAsync(_one));
        Assert.Equal("v", await GetAsync(_other));
    }

    [Theory]
    [InlineData(Breakage.Throws)]
    [InlineData(Breakage.FaultsLater)]
    public async Task Get_BackEndIsOut_IsWhatThisProcessWrote(Breakage shape)
    {
        await _one.SetAsync("k", Bytes("v"), Sliding, Token);
        _oneNode.Far.Break(shape);
        _otherNode.Far.Break(shape);

        Assert.Equal("v", await GetAsync(_one));
        Assert.Null(await GetAsync(_other));
        await _one.SetAsync("k", Bytes("w"), Sliding, Token);
        Assert.Equal("w", await GetAsync(_one));
        Assert.Equal(2, _lines.Entries.Count(static entry => entry.EventId.Id == 881));
    }

    [Fact]
    public async Task Get_BackEndIsBack_WhatWasWrittenMeanwhileIsHandedIn()
    {
        await _one.SetAsync("a", Bytes("old"), Sliding, Token);
        await _one.SetAsync("b", Bytes("old"), Sliding, Token);
        await _one.SetAsync("c", Bytes("old"), Sliding, Token);
        _oneNode.Far.Break(Breakage.Faulted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _one.SetAsync("a", Bytes("meanwhile"), Sliding, Token);
        await _one.RemoveAsync("b", Token);
        await _one.SetAsync("c", Bytes("meanwhile"), Sliding, Token);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _other.SetAsync("c", Bytes("later"), Sliding, Token);

        _oneNode.Far.Break(Breakage.None);

        Assert.Equal("meanwhile", await GetAsync(_one, "a"));
        Assert.Null(await GetAsync(_one, "b"));
        Assert.Equal("later", await GetAsync(_one, "c"));
        Assert.Equal("meanwhile", await GetAsync(_other, "a"));
        Assert.Null(await GetAsync(_other, "b"));
        Assert.Single(_lines.Entries, static entry => entry.EventId.Id == 882);
    }

    [Fact]
    public async Task Get_NoSharedBackEnd_IsThisProcesssMemory()
    {
        _oneNode.Access.Use(null);

        await _one.SetAsync("k", Bytes("v"), Sliding, Token);
        _clock.Advance(TimeSpan.FromMinutes(19));
        Assert.Equal("v", await GetAsync(_one));
        _clock.Advance(TimeSpan.FromMinutes(19));
        Assert.Equal("v", await GetAsync(_one));
        _clock.Advance(TimeSpan.FromMinutes(21));

        Assert.Null(await GetAsync(_one));
        Assert.Single(_lines.Entries, static entry => entry.EventId.Id == 883);
    }

    [Fact]
    public async Task Get_DamagedValue_IsNull()
    {
        await _one.SetAsync("k", Bytes("v"), Sliding, Token);
        _oneNode.Far.Put("{tasker:distributed:k}", [1, 2, 3]);

        Assert.Null(await GetAsync(_one));
    }

    [Fact]
    public void Buffers_AndBlockingCalls_DoTheSame()
    {
        var output = new ArrayBufferWriter<byte>();
        _one.Set("k", new ReadOnlySequence<byte>(Bytes("v")), Sliding);

        Assert.True(_other.TryGet("k", output));
        Assert.Equal("v", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal("v", Encoding.UTF8.GetString(_other.Get("k")!));
        _other.Refresh("k");
        _other.Remove("k");
        Assert.False(_one.TryGet("k", output));
    }

    [Fact]
    public async Task Set_ExpiryInThePast_IsRefused() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
        _one.SetAsync("k", [], new DistributedCacheEntryOptions { AbsoluteExpiration = _clock.GetUtcNow().AddSeconds(-1) }, Token));

    [Fact]
    public async Task Set_CallerChangesItsArrayAfterwards_ValueIsWhatItWas()
    {
        _oneNode.Access.Use(null);
        var bytes = Bytes("v");
        await _one.SetAsync("k", bytes, Absolute, Token);

        bytes[0] = (byte)'w';

        Assert.Equal("v", await GetAsync(_one));
    }

    [Fact]
    public async Task Get_NoSharedBackEndAndTheAbsoluteEndIsFirst_IsNull()
    {
        _oneNode.Access.Use(null);
        await _one.SetAsync("k", Bytes("v"), new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(20), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(30) }, Token);
        _clock.Advance(TimeSpan.FromMinutes(19));
        Assert.Equal("v", await GetAsync(_one));

        _clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Null(await GetAsync(_one));
        Assert.Equal(TimeSpan.FromMinutes(5), new DistributedValue(Bytes("v"), default, _clock.GetUtcNow() + TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20)).LifeAt(_clock.GetUtcNow()));
    }

    [Fact]
    public async Task Set_NoRoomForIt_TheOneBeforeIsNotTakenForIt()
    {
        var node = new EngineNode(_clock, _log, _store, static options => options.Memory.MaxBytes = 1 << 20);
        node.Access.Use(null);
        var cache = CacheOf(node);
        await cache.SetAsync("k", Bytes("before"), Absolute, Token);

        await cache.SetAsync("k", new byte[2 << 20], Absolute, Token);

        Assert.Null(await GetAsync(cache));
    }
}
