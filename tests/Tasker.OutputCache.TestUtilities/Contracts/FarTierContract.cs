using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>What every far tier owes.</summary>
public abstract class FarTierContract : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _ended = [];
    private readonly string _key = $"test:{Guid.NewGuid():N}";
    private IFarTier? _tier;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private IFarTier Tier => _tier!;

    /// <summary>Opens a tier, ready for calls.</summary>
    protected abstract Task<IFarTier> OpenAsync();

    protected virtual ValueTask CloseAsync() => default;

    public async ValueTask InitializeAsync()
    {
        _tier = await OpenAsync();
        _tier.LeaseEnded += _ended.Enqueue;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a value that begins as entries do.</summary>
    protected static byte[] Entry(long stamp, string body = "body")
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"TC\u0001\0{stamp:x16}{Guid.NewGuid():N}{body}");
        return Encoding.UTF8.GetBytes(text);
    }

    private static FarReadRequest Taking(string token, TimeSpan? time = null) => new(new FarLease(token, time ?? Minute), default);

    private async Task<byte[]?> ReadAsync() => (await Tier.ReadAsync(_key, default, Token)).Value?.ToArray();

    [Fact]
    public async Task Read_NothingThere_GrantsTheLease()
    {
        var read = await Tier.ReadAsync(_key, Taking("a"), Token);

        Assert.Null(read.Value);
        Assert.Equal(FarLeaseState.Granted, read.Lease);
    }

    [Fact]
    public async Task Read_NoLeaseAskedFor_IsNone()
    {
        var read = await Tier.ReadAsync(_key, default, Token);

        Assert.Equal(new FarRead(null, FarLeaseState.None), read);
    }

    [Fact]
    public async Task Read_AnotherHasTheLease_IsHeld()
    {
        await Tier.ReadAsync(_key, Taking("a"), Token);

        var read = await Tier.ReadAsync(_key, Taking("b"), Token);

        Assert.Equal(FarLeaseState.Held, read.Lease);
    }

    [Fact]
    public async Task Read_OwnLease_IsGrantedAgain()
    {
        await Tier.ReadAsync(_key, Taking("a"), Token);
        await Tier.ReadAsync(_key, Taking("b"), Token);

        var read = await Tier.ReadAsync(_key, Taking("a"), Token);

        Assert.Equal(FarLeaseState.Granted, read.Lease);
    }

    [Fact]
    public async Task Read_LeaseOfAnotherRanOut_IsGranted()
    {
        await Tier.ReadAsync(_key, Taking("a", TimeSpan.FromMilliseconds(50)), Token);

        await Eventually.Async(
            async token => (await Tier.ReadAsync(_key, Taking("b"), token)).Lease == FarLeaseState.Granted, Deadline, "the lease runs out", Token);
    }

    [Fact]
    public async Task Read_VoidEntry_IsDiscardedAndLeased()
    {
        var entry = Entry(1);
        await Tier.FillAsync(_key, entry, Minute, null, Token);

        var read = await Tier.ReadAsync(_key, new FarReadRequest(new FarLease("a", Minute), entry.AsMemory(0, FarEntryPrefix.Length)), Token);

        Assert.Null(read.Value);
        Assert.Equal(FarLeaseState.Granted, read.Lease);
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Read_AnotherEntryThanTheVoidOne_IsReturned()
    {
        var entry = Entry(1);
        await Tier.FillAsync(_key, entry, Minute, null, Token);

        var read = await Tier.ReadAsync(_key, new FarReadRequest(new FarLease("a", Minute), Entry(1).AsMemory(0, FarEntryPrefix.Length)), Token);

        Assert.Equal(entry, read.Value!.Value.ToArray());
        Assert.Equal(FarLeaseState.None, read.Lease);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(35)]
    [InlineData(100_000)]
    public async Task Fill_AnyBytes_ComeBackAsTheyWere(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);

        Assert.True(await Tier.FillAsync(_key, bytes, Minute, null, Token));

        Assert.Equal(bytes, await ReadAsync());
        Assert.Equal(bytes, (await Tier.ReadAsync(_key, Taking("a"), Token)).Value?.ToArray());
    }

    [Fact]
    public async Task Fill_PartOfAnArray_StoresThatPart()
    {
        var entry = Entry(1);

        await Tier.FillAsync(_key, entry.AsMemory(0, 40), Minute, null, Token);

        Assert.Equal(entry[..40], await ReadAsync());
    }

    [Fact]
    public async Task Fill_OlderStamp_KeepsTheNewerEntry()
    {
        var newer = Entry(0x10);
        await Tier.FillAsync(_key, newer, Minute, null, Token);

        Assert.False(await Tier.FillAsync(_key, Entry(0xf), Minute, null, Token));

        Assert.Equal(newer, await ReadAsync());
    }

    [Theory]
    [InlineData(0xf, 0x10)]
    [InlineData(0xf, 0xf)]
    public async Task Fill_NotOlderStamp_Overwrites(long first, long second)
    {
        await Tier.FillAsync(_key, Entry(first), Minute, null, Token);
        var entry = Entry(second);

        Assert.True(await Tier.FillAsync(_key, entry, Minute, null, Token));

        Assert.Equal(entry, await ReadAsync());
    }

    [Theory]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("XXxxffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("TCxxffff")]
    public async Task Fill_OverWhatIsNoEntry_Overwrites(string damaged)
    {
        await Tier.FillAsync(_key, Encoding.UTF8.GetBytes(damaged), Minute, null, Token);
        var entry = Entry(1);

        Assert.True(await Tier.FillAsync(_key, entry, Minute, null, Token));

        Assert.Equal(entry, await ReadAsync());
    }

    [Fact]
    public async Task Fill_LifeIsOver_IsGone()
    {
        await Tier.FillAsync(_key, Entry(1), TimeSpan.FromMilliseconds(50), null, Token);

        await Eventually.Async(async _ => await ReadAsync() is null, Deadline, "the entry ends", Token);
    }

    [Fact]
    public async Task Fill_ByTheHolder_EndsTheLeaseAndTellsWhoWaits()
    {
        await Tier.ReadAsync(_key, Taking("a"), Token);
        await Tier.ReadAsync(_key, Taking("b"), Token);

        await Tier.FillAsync(_key, Entry(1), Minute, "a", Token);

        await Eventually.Async(() => _ended.Contains(_key), Deadline, "the end of the lease is announced", Token);
        Assert.True(await Tier.TryLeaseAsync(_key, new FarLease("b", Minute), Token));
    }

    [Fact]
    public async Task Fill_OlderThanTheEntry_EndsTheLeaseAllTheSame()
    {
        await Tier.FillAsync(_key, Entry(2), Minute, null, Token);
        await Tier.TryLeaseAsync(_key, new FarLease("a", Minute), Token);

        await Tier.FillAsync(_key, Entry(1), Minute, "a", Token);

        Assert.True(await Tier.TryLeaseAsync(_key, new FarLease("b", Minute), Token));
    }

    [Fact]
    public async Task Fill_WithoutTheLease_LeavesItToItsHolder()
    {
        await Tier.ReadAsync(_key, Taking("a"), Token);

        await Tier.FillAsync(_key, Entry(1), Minute, "b", Token);
        await Tier.FillAsync(_key, Entry(1), Minute, null, Token);

        Assert.True(await Tier.RenewLeaseAsync(_key, new FarLease("a", Minute), Token));
    }

    [Fact]
    public async Task EndLease_Marked_TellsWhoWaits()
    {
        await Tier.ReadAsync(_key, Taking("a"), Token);
        await Tier.ReadAsync(_key, Taking("b"), Token);

        await Tier.EndLeaseAsync(_key, "a", TimeSpan.Zero, Token);

        await Eventually.Async(() => _ended.Contains(_key), Deadline, "the end of the lease is announced", Token);
        Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync(_key, Taking("b"), Token)).Lease);
    }

    [Fact]
    public async Task EndLease_OfAnother_ChangesNothing()
    {
        await Tier.ReadAsync(_key, Taking("a"), Token);

        await Tier.EndLeaseAsync(_key, "b", TimeSpan.Zero, Token);
        await Tier.EndLeaseAsync(_key, "b", Minute, Token);

        Assert.Equal(FarLeaseState.Held, (await Tier.ReadAsync(_key, Taking("c"), Token)).Lease);
    }

    [Fact]
    public async Task EndLease_DoNotWait_TellsEveryReaderUntilAFill()
    {
        await Tier.ReadAsync(_key, Taking("a"), Token);

        await Tier.EndLeaseAsync(_key, "a", Minute, Token);

        Assert.Equal(FarLeaseState.DoNotWait, (await Tier.ReadAsync(_key, Taking("b"), Token)).Lease);
        Assert.False(await Tier.TryLeaseAsync(_key, new FarLease("b", Minute), Token));
        await Tier.FillAsync(_key, Entry(1), Minute, null, Token);
        await Tier.RemoveAsync(_key, Token);
        Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync(_key, Taking("b"), Token)).Lease);
    }

    [Fact]
    public async Task EndLease_DoNotWait_EndsByItself()
    {
        await Tier.ReadAsync(_key, Taking("a"), Token);
        await Tier.EndLeaseAsync(_key, "a", TimeSpan.FromMilliseconds(50), Token);

        await Eventually.Async(
            async token => (await Tier.ReadAsync(_key, Taking("b"), token)).Lease == FarLeaseState.Granted, Deadline, "waiting is allowed again", Token);
    }

    [Fact]
    public async Task TryLease_EntryIsThere_OneHasIt()
    {
        await Tier.FillAsync(_key, Entry(1), Minute, null, Token);

        Assert.True(await Tier.TryLeaseAsync(_key, new FarLease("a", Minute), Token));
        Assert.True(await Tier.TryLeaseAsync(_key, new FarLease("a", Minute), Token));
        Assert.False(await Tier.TryLeaseAsync(_key, new FarLease("b", Minute), Token));
        Assert.NotNull(await ReadAsync());
    }

    [Fact]
    public async Task RenewLease_NotTheHolder_IsRefused()
    {
        await Tier.ReadAsync(_key, Taking("a"), Token);

        Assert.True(await Tier.RenewLeaseAsync(_key, new FarLease("a", Minute), Token));
        Assert.False(await Tier.RenewLeaseAsync(_key, new FarLease("b", Minute), Token));
        await Tier.EndLeaseAsync(_key, "a", TimeSpan.Zero, Token);
        Assert.False(await Tier.RenewLeaseAsync(_key, new FarLease("a", Minute), Token));
    }

    [Fact]
    public async Task Read_LeaseFromBeforeTheMarker_IsTakenOver()
    {
        await Tier.ReadAsync(_key, Leasing("a", horizon: 9, marker: 0), Token);

        Assert.Equal(FarLeaseState.Held, (await Tier.ReadAsync(_key, Leasing("b", horizon: 20, marker: 9), Token)).Lease);
        Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync(_key, Leasing("b", horizon: 20, marker: 10), Token)).Lease);
        Assert.Equal(FarLeaseState.Held, (await Tier.ReadAsync(_key, Leasing("c", horizon: 20, marker: 10), Token)).Lease);
        Assert.False(await Tier.RenewLeaseAsync(_key, Leasing("a", horizon: 20, marker: 20).Lease!.Value, Token));
    }

    [Fact]
    public async Task Read_LeaseOfANewerGeneration_IsNotTakenBack()
    {
        await Tier.ReadAsync(_key, Leasing("a", horizon: 20, marker: 10), Token);

        Assert.Equal(FarLeaseState.Held, (await Tier.ReadAsync(_key, Leasing("b", horizon: 9, marker: 5), Token)).Lease);
    }

    [Fact]
    public async Task Read_OwnLeaseAtALaterPoint_IsOfThatPoint()
    {
        await Tier.ReadAsync(_key, Leasing("a", horizon: 9, marker: 0), Token);

        Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync(_key, Leasing("a", horizon: 20, marker: 10), Token)).Lease);

        Assert.Equal(FarLeaseState.Held, (await Tier.ReadAsync(_key, Leasing("b", horizon: 20, marker: 10), Token)).Lease);
    }

    [Fact]
    public async Task TryLease_LeaseFromBeforeTheMarker_IsTakenOver()
    {
        await Tier.TryLeaseAsync(_key, Leasing("a", horizon: 9, marker: 0).Lease!.Value, Token);

        Assert.False(await Tier.TryLeaseAsync(_key, Leasing("b", horizon: 20, marker: 9).Lease!.Value, Token));
        Assert.True(await Tier.TryLeaseAsync(_key, Leasing("b", horizon: 20, marker: 10).Lease!.Value, Token));
        Assert.False(await Tier.TryLeaseAsync(_key, Leasing("c", horizon: 20, marker: 10).Lease!.Value, Token));
    }

    [Fact]
    public async Task TryLease_OwnLeaseAtALaterPoint_IsOfThatPoint()
    {
        await Tier.TryLeaseAsync(_key, Leasing("a", horizon: 9, marker: 0).Lease!.Value, Token);

        Assert.True(await Tier.TryLeaseAsync(_key, Leasing("a", horizon: 20, marker: 10).Lease!.Value, Token));

        Assert.False(await Tier.TryLeaseAsync(_key, Leasing("b", horizon: 20, marker: 10).Lease!.Value, Token));
    }

    [Fact]
    public async Task Fill_LeaseWasTakenOverWithoutARead_TellsWhoWaitedForTheOldOne()
    {
        await Tier.ReadAsync(_key, Leasing("a", horizon: 9, marker: 0), Token);
        await Tier.ReadAsync(_key, Leasing("waits", horizon: 9, marker: 0), Token);
        Assert.True(await Tier.TryLeaseAsync(_key, Leasing("b", horizon: 20, marker: 10).Lease!.Value, Token));

        await Tier.FillAsync(_key, Entry(20), Minute, "b", Token);

        await Eventually.Async(() => _ended.Contains(_key), Deadline, "the end of the lease is announced", Token);
    }

    [Fact]
    public async Task TryLease_DoNotWaitMark_IsNoLeaseToTakeOver()
    {
        await Tier.ReadAsync(_key, Leasing("a", horizon: 9, marker: 0), Token);
        await Tier.EndLeaseAsync(_key, "a", Minute, Token);

        Assert.False(await Tier.TryLeaseAsync(_key, Leasing("b", horizon: 20, marker: 10).Lease!.Value, Token));
        Assert.Equal(FarLeaseState.DoNotWait, (await Tier.ReadAsync(_key, Leasing("b", horizon: 20, marker: 10), Token)).Lease);
    }

    [Fact]
    public async Task Fill_ByWhomTheLeaseWasTakenOver_TellsWhoWaitedForTheOldOne()
    {
        await Tier.ReadAsync(_key, Leasing("a", horizon: 9, marker: 0), Token);
        await Tier.ReadAsync(_key, Leasing("waits", horizon: 9, marker: 0), Token);
        await Tier.ReadAsync(_key, Leasing("b", horizon: 20, marker: 10), Token);

        await Tier.FillAsync(_key, Entry(20), Minute, "b", Token);

        await Eventually.Async(() => _ended.Contains(_key), Deadline, "the end of the lease is announced", Token);
        Assert.True(await Tier.TryLeaseAsync(_key, Leasing("c", horizon: 20, marker: 10).Lease!.Value, Token));
    }

    private static FarReadRequest Leasing(string token, long horizon, long marker) => new(new FarLease(token, Minute) { Horizon = horizon, Marker = marker }, default);

    [Fact]
    public async Task Remove_Entry_SaysWhetherThereWasOne()
    {
        await Tier.FillAsync(_key, Entry(1), Minute, null, Token);

        Assert.True(await Tier.RemoveAsync(_key, Token));
        Assert.False(await Tier.RemoveAsync(_key, Token));
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Read_ManyAtOnce_OneIsGranted()
    {
        var reads = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Tier.ReadAsync(_key, Taking($"t{i}"), Token).AsTask()));

        Assert.Single(reads, static read => read.Lease == FarLeaseState.Granted);
        Assert.Equal(49, reads.Count(static read => read.Lease == FarLeaseState.Held));
    }
}
