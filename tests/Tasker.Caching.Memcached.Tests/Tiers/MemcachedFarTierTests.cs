using System.Globalization;
using System.Text;
using Tasker.Caching.Memcached.Hosting;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Memcached.Tests.Tiers;

public sealed class MemcachedFarTierTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly CollectingLoggerProvider _logs = new();
    private readonly CountingMeters _meters = new();
    private MemcachedServer? _server;
    private MemcachedBackend? _backend;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MemcachedServer Server => _server!;

    private IFarTier Tier => _backend!.Backend.Far!;

    public async ValueTask InitializeAsync()
    {
        _server = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        _backend = await MemcachedTest.OpenAsync(_server, logs: _logs, meters: _meters);
    }

    public async ValueTask DisposeAsync()
    {
        await _backend!.DisposeAsync();
        await Server.DisposeAsync();
        _meters.Dispose();
        _logs.Dispose();
    }

    private static byte[] Entry(int stamp, int length = 4) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"TC\u0001\0{stamp:x16}{Guid.NewGuid():N}{new string('x', length)}"));

    private static FarReadRequest Taking(string token) => new(new FarLease(token, Minute), default);

    private async Task<(long Gets, long Sets, long Deletes)> CountAsync(Func<Task> action)
    {
        var before = await Server.StatsAsync(Token);
        await action();
        var after = await Server.StatsAsync(Token);
        return (Moved("cmd_get"), Moved("cmd_set"), Moved("delete_hits") + Moved("delete_misses"));

        long Moved(string name) => long.Parse(after[name], CultureInfo.InvariantCulture) - long.Parse(before[name], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Read_Hit_IsOneCommand()
    {
        await Tier.FillAsync("k", Entry(1), Minute, null, Token);

        Assert.Equal((1, 0, 0), await CountAsync(async () => await Tier.ReadAsync("k", Taking("a"), Token)));
        Assert.Equal((1, 0, 0), await CountAsync(async () => await Tier.ReadAsync("k", default, Token)));
    }

    [Fact]
    public async Task Read_Miss_IsTwoRoundTrips() =>

        // The entry; then the lease, whose it is, and the entry again, sent together.
        Assert.Equal((3, 1, 0), await CountAsync(async () => await Tier.ReadAsync("k", Taking("a"), Token)));

    // Whoever has the lease fills and gives it back while another reads: between the first look and the lease, for some.
    [Fact]
    public async Task Read_WhileTheHolderFills_NeverLeasesWhatIsFilled()
    {
        await using var other = await MemcachedTest.OpenAsync(Server);
        for (var i = 0; i < 300; i++)
        {
            var key = $"race:{i}";
            Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync(key, Taking("a"), Token)).Lease);

            var filling = Tier.FillAsync(key, Entry(1), Minute, "a", Token).AsTask();
            var reads = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => other.Backend.Far!.ReadAsync(key, Taking($"b{n}"), Token).AsTask()));
            await filling;

            Assert.DoesNotContain(reads, static read => read.Lease == FarLeaseState.Granted);
            Assert.True(await Tier.TryLeaseAsync(key, new FarLease("c", Minute), Token));
        }
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("two\r\nlines")]
    public async Task Fill_KeyThatTheServerRefuses_IsFound(string key)
    {
        var entry = Entry(1);

        Assert.True(await Tier.FillAsync(key, entry, Minute, null, Token));

        Assert.Equal(entry, (await Tier.ReadAsync(key, default, Token)).Value!.Value.ToArray());
    }

    [Fact]
    public async Task Fill_LongKey_IsFoundAndLeased()
    {
        var key = "tasker:" + new string('k', 1000);
        Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync(key, Taking("a"), Token)).Lease);

        Assert.True(await Tier.FillAsync(key, Entry(1), Minute, "a", Token));

        Assert.NotNull((await Tier.ReadAsync(key, default, Token)).Value);
        Assert.Null((await Tier.ReadAsync(key + "x", default, Token)).Value);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(5 << 20)]
    public async Task Fill_LargerThanTheServerTakes_IsRefusedCountedAndNobodyWaits(int length)
    {
        await Tier.ReadAsync("k", Taking("a"), Token);

        Assert.False(await Tier.FillAsync("k", Entry(1, length), Minute, "a", Token));

        Assert.Equal(1, _meters["tasker.cache.far.failures"]);
        await _logs.WaitForAsync(958, MemcachedTest.Deadline, Token);
        Assert.Equal(FarLeaseState.DoNotWait, (await Tier.ReadAsync("k", Taking("b"), Token)).Lease);
    }

    [Fact]
    public async Task Fill_JustWithinTheLimit_IsStored()
    {
        var entry = Entry(1, (1 << 20) - 300);

        Assert.True(await Tier.FillAsync("k", entry, Minute, null, Token));

        Assert.Equal(entry, (await Tier.ReadAsync("k", default, Token)).Value!.Value.ToArray());
    }

    [Fact]
    public async Task SetValue_LargerThanTheServerTakes_LeavesNothingOld()
    {
        var values = (IFarValues)Tier;
        await values.SetValueAsync("{k}", new byte[10], Minute, Token);

        await values.SetValueAsync("{k}", new byte[2 << 20], Minute, Token);

        Assert.Null(await values.GetValueAsync("{k}", Token));
        Assert.Equal(1, _meters["tasker.cache.far.failures"]);
    }

    [Fact]
    public async Task RemoveByPattern_Any_IsRefusedAndTagsAreNamed()
    {
        var exception = await Assert.ThrowsAsync<NotSupportedException>(async () => await Tier.RemoveByPatternAsync("*", Token));

        Assert.Contains("Evict a tag instead", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ServerIsGone_FailsAtOnceAndComesBack()
    {
        await Server.KillAsync();
        await Eventually.Async(() => !_backend!.IsConnected, MemcachedTest.Deadline, "the loss is noticed", Token);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Tier.ReadAsync("k", Taking("a"), Token).AsTask().WaitAsync(TimeSpan.FromSeconds(1), Token));

        await Server.StartAsync(Token);
        await Eventually.Async(
            async token => (await Tier.ReadAsync("k", Taking("a"), token)).Lease == FarLeaseState.Granted, MemcachedTest.Deadline, "Memcached is back", Token);
        await _logs.WaitForAsync(952, MemcachedTest.Deadline, Token);
    }

    [Fact]
    public async Task Read_OneOfThreeServersIsStopped_MissesItsShareOnly()
    {
        await using var second = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        await using var third = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        await using var backend = MemcachedTest.Create(
            new MemcachedTierOptions { Url = MemcachedTest.UrlOf(Server, second, third), MaxConnections = 2 }, meters: _meters, operationTimeout: TimeSpan.FromSeconds(6));
        await Eventually.Async(() => backend.IsConnected, MemcachedTest.Deadline, "all are connected", Token);
        var far = backend.Backend.Far!;
        var keys = Enumerable.Range(0, 60).Select(static i => $"tasker:{i}").ToArray();
        foreach (var key in keys)
        {
            Assert.True(await far.FillAsync(key, Entry(1), Minute, null, Token));
        }

        var share = keys.Where(key => backend.Ring.For(MemcachedKey.Of(key)).Address.Port == third.Port).ToArray();
        Assert.NotEmpty(share);

        await third.PauseAsync();
        var reads = await Task.WhenAll(keys.Select(key => far.ReadAsync(key, default, Token).AsTask()));

        Assert.Equal(share, keys.Where((_, i) => reads[i].Value is null));
        Assert.Equal(share.Length, _meters["tasker.cache.far.failures"]);
        await third.ResumeAsync();
        await Eventually.Async(
            async _ => (await Task.WhenAll(keys.Select(key => far.ReadAsync(key, default, Token).AsTask()))).All(static read => read.Value is not null),
            MemcachedTest.Deadline, "all are there again", Token);
    }

    // Whoever asked has gone, and computes without the lease that the server has given it.
    [Fact]
    public async Task Read_LeftUnanswered_GivesTheLeaseBackThatItGets()
    {
        await using var second = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        await using var proxy = await FaultProxy.StartAsync(second.Port);
        await using var backend = await OpenAsync(proxy);
        var (far, key) = (backend.Backend.Far!, KeyOf(backend, proxy));
        proxy.Set(ProxyFault.RepliesHeld);
        Assert.Equal(new FarRead(null, FarLeaseState.None), await far.ReadAsync(key, Taking("gone"), Token));
        proxy.Heal();

        // The call goes on, and takes the lease.
        await Eventually.Async(async token => (await second.StatsAsync(token))["cmd_set"] != "0", MemcachedTest.Deadline, "it has asked for the lease", Token);

        await Eventually.Async(
            async token => (await far.ReadAsync(key, Taking("next"), token)).Lease == FarLeaseState.Granted, MemcachedTest.Deadline, "the next one computes", Token);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("lease")]
    [InlineData("fill")]
    public async Task Call_ConnectionLostBeforeTheAnswer_GivesTheLeaseBack(string operation)
    {
        await using var second = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        await using var proxy = await FaultProxy.StartAsync(second.Port);
        await using var backend = await OpenAsync(proxy);
        var (far, key) = (backend.Backend.Far!, KeyOf(backend, proxy));
        var leased = await second.StatsAsync(Token);
        if (operation == "fill")
        {
            Assert.Equal(FarLeaseState.Granted, (await far.ReadAsync(key, Taking("gone"), Token)).Lease);
        }

        // The first look of a read is answered, with some bytes; what is asked after that is done, and its answer is lost.
        proxy.Set(ProxyFault.Cut(operation == "read" ? 20 : 1));
        await (operation switch
        {
            "read" => far.ReadAsync(key, Taking("gone"), Token).AsTask(),
            "lease" => far.TryLeaseAsync(key, new FarLease("gone", Minute), Token).AsTask(),
            _ => (Task)far.FillAsync(key, Entry(1), Minute, "gone", Token).AsTask(),
        });
        await Eventually.Async(async token => (await second.StatsAsync(token))["cmd_set"] != leased["cmd_set"], MemcachedTest.Deadline, "the server has done it", Token);
        proxy.Heal();

        await Eventually.Async(
            async token => await far.TryLeaseAsync(key, new FarLease("next", Minute), token), MemcachedTest.Deadline, "the next one has the lease", Token);
    }

    // The engine repeats what has not arrived; it can't know that by itself.
    [Fact]
    public async Task EndLease_ServerOfTheKeyIsLost_Fails()
    {
        await using var second = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        await using var proxy = await FaultProxy.StartAsync(second.Port);
        await using var backend = await OpenAsync(proxy);
        var (far, key) = (backend.Backend.Far!, KeyOf(backend, proxy));
        Assert.Equal(FarLeaseState.Granted, (await far.ReadAsync(key, Taking("mine"), Token)).Lease);

        await second.KillAsync();
        await Eventually.Async(() => !backend.IsConnected, MemcachedTest.Deadline, "the loss is noticed", Token);

        await Assert.ThrowsAnyAsync<Exception>(() => far.EndLeaseAsync(key, "mine", TimeSpan.Zero, Token).AsTask());
    }

    private async Task<MemcachedBackend> OpenAsync(FaultProxy second)
    {
        var backend = MemcachedTest.Create(
            new MemcachedTierOptions { Url = $"tcp://{Server.EndPoint},{second.EndPoint}", MaxConnections = 1 }, operationTimeout: TimeSpan.FromSeconds(1));
        await Eventually.Async(() => backend.IsConnected, MemcachedTest.Deadline, "both are connected", Token);
        MemcachedTest.GiveBackLeases(backend);
        return backend;
    }

    private static string KeyOf(MemcachedBackend backend, FaultProxy server) =>
        Enumerable.Range(0, 100).Select(static i => $"key:{i}").First(key => backend.Ring.For(MemcachedKey.Of(key)).Address.ToString() == server.EndPoint);
}
