using System.Globalization;
using System.Text;
using StackExchange.Redis;
using Tasker.Caching.Redis.Hosting;
using Tasker.Caching.Redis.Tiers;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Tiers;

public sealed class RedisFarTierTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private RedisServer? _server;
    private RedisBackend? _backend;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RedisServer Server => _server!;

    private IFarTier Tier => _backend!.Backend.Far!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync(cancellationToken: Token);
        _backend = await RedisTest.OpenAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _backend!.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static byte[] Entry(int stamp, string body = "body") =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"TC\u0001\0{stamp:x16}{Guid.NewGuid():N}{body}"));

    private static FarReadRequest Taking(string token) => new(new FarLease(token, Minute), default);

    [Fact]
    public async Task RemoveByPattern_ManyKeys_RemovesTheMatchingOnes()
    {
        for (var i = 0; i < 1200; i++)
        {
            await Tier.FillAsync($"tasker:analytics:performance:{i}", Entry(1), Minute, null, Token);
        }

        await Tier.FillAsync("tasker:template:a", Entry(1), Minute, null, Token);
        await Tier.ReadAsync("tasker:analytics:performance:x", Taking("a"), Token);
        await _backend!.Backend.Log.AppendAsync(["a"], null, 0, Token);

        Assert.Equal(1200, await Tier.RemoveByPatternAsync("*analytics:performance:*", Token));

        Assert.Equal(1, await Tier.RemoveByPatternAsync("*", Token));
        Assert.Equal(FarLeaseState.Held, (await Tier.ReadAsync("tasker:analytics:performance:x", Taking("b"), Token)).Lease);
        Assert.Single((await _backend.Backend.Log.ReadSinceAsync(default, Token)).Evictions);
        Assert.DoesNotContain("keys", await Server.CommandCallsAsync(Token));
    }

    [Theory]
    [InlineData("k?", "k1", true)]
    [InlineData("k?", "k12", false)]
    [InlineData("k[1]", "k1", false)]
    [InlineData("k[1]", "k[1]", true)]
    [InlineData("k^-]\\*", "k^-]\\x", true)]
    [InlineData("*a*b*c*d", "1a2b3c4d", true)]
    [InlineData("*a*b*c*d", "1a2b3c4e", false)]
    public async Task RemoveByPattern_SpecialCharacters_AreOnlyStarAndQuestionMark(string pattern, string key, bool isRemoved)
    {
        await Tier.FillAsync("tasker:" + key, Entry(1), Minute, null, Token);

        Assert.Equal(isRemoved ? 1 : 0, await Tier.RemoveByPatternAsync("tasker:" + pattern, Token));
    }

    [Fact]
    public async Task RemoveByPattern_KeysOfOthers_AreLeftAlone()
    {
        foreach (var key in (string[])["orders:7", "tasker2:analytics:a", "tasker", "TASKER:a"])
        {
            await Server.ExecuteAsync("SET", key, "somebody else's");
        }

        await Tier.FillAsync("tasker:analytics:a", Entry(1), Minute, null, Token);

        Assert.Equal(1, await Tier.RemoveByPatternAsync("*", Token));
        Assert.Equal(4, (await Server.ExecuteAsync("EXISTS", "orders:7", "tasker2:analytics:a", "tasker", "TASKER:a")).Number);
    }

    // Servers before 7.0.9 take time that doubles with every star.
    [Theory]
    [InlineData("a?b", "a?b")]
    [InlineData("a*b", "a*b")]
    [InlineData("a*b*", "a*b*")]
    [InlineData("*a*a*a*a*b", "*a*")]
    public void Widen_Pattern_HasTwoStarsAtMost(string pattern, string expected) => Assert.Equal(expected, KeyScan.Widen(pattern));

    [Fact]
    public void Escape_Pattern_LeavesWildcards() => Assert.Equal(@"a\[b\]\\*?", KeyScan.Escape(@"a[b]\*?"));

    [Fact]
    public async Task Read_Hit_IsOneCall()
    {
        await Tier.FillAsync("k", Entry(1), Minute, null, Token);
        await Tier.ReadAsync("k", Taking("a"), Token);
        await Server.ResetCommandCallsAsync(Token);

        await Tier.ReadAsync("k", Taking("a"), Token);
        await Tier.ReadAsync("k", default, Token);

        AssertCalls(await Server.WantedCallsAsync(Token), ("get", 2));
    }

    [Fact]
    public async Task Read_Nothing_IsAskedForPlainlyAndThenByTheScript()
    {
        await Tier.ReadAsync("other", Taking("a"), Token);
        await Server.ResetCommandCallsAsync(Token);

        Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync("k", Taking("a"), Token)).Lease);

        // The script has a GET for the entry and one for the lease within it.
        var calls = await Server.WantedCallsAsync(Token);
        Assert.Equal((1, 3), (calls["evalsha"], calls["get"]));
    }

    [Fact]
    public async Task Fill_WithLease_IsOneCall()
    {
        await Tier.FillAsync("other", Entry(1), Minute, null, Token);
        await Tier.ReadAsync("k", Taking("a"), Token);
        await Tier.ReadAsync("k", Taking("b"), Token);
        await Server.ResetCommandCallsAsync(Token);

        await Tier.FillAsync("k", Entry(1), Minute, "a", Token);

        AssertCalls(await Server.WantedCallsAsync(Token), ("evalsha", 1), ("getrange", 1), ("set", 1), ("get", 1), ("unlink", 1), ("publish", 1));
    }

    private static void AssertCalls(IReadOnlyDictionary<string, long> calls, params (string Name, long Count)[] expected) =>
        Assert.Equal(
            expected.OrderBy(static call => call.Name, StringComparer.Ordinal).Select(static call => $"{call.Name}={call.Count}"),
            calls.OrderBy(static call => call.Key, StringComparer.Ordinal).Select(static call => $"{call.Key}={call.Value}"));

    [Fact]
    public async Task Read_AfterScriptFlush_Answers()
    {
        await Tier.ReadAsync("k", Taking("a"), Token);
        await Server.ExecuteAsync("SCRIPT", "FLUSH");

        Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync("other", Taking("a"), Token)).Lease);
    }

    [Fact]
    public async Task Read_ValueOfAnotherTypeWithoutALease_IsMissing()
    {
        await Server.ExecuteAsync("RPUSH", "k", "x");

        Assert.Equal(default, await Tier.ReadAsync("k", default, Token));
    }

    [Fact]
    public async Task Read_ValueOfAnotherType_IsMissing()
    {
        await Server.ExecuteAsync("RPUSH", "k", "x");

        Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync("k", Taking("a"), Token)).Lease);
        await Server.ExecuteAsync("RPUSH", "k", "x");
        Assert.True(await Tier.FillAsync("k", Entry(1), Minute, "a", Token));
    }

    [Fact]
    public async Task Fill_ServerIsFull_FailsAndEndsTheLease()
    {
        await Tier.FillAsync("there", Entry(1), Minute, null, Token);
        await Tier.ReadAsync("k", Taking("a"), Token);
        await Server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        await Assert.ThrowsAsync<RedisServerException>(async () => await Tier.FillAsync("k", Entry(1), Minute, "a", Token));

        Assert.NotNull((await Tier.ReadAsync("there", Taking("b"), Token)).Value);
        Assert.Equal(FarLeaseState.DoNotWait, (await Tier.ReadAsync("k", Taking("b"), Token)).Lease);
        await Server.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal(FarLeaseState.Granted, (await Tier.ReadAsync("k", Taking("b"), Token)).Lease);
    }

    [Fact]
    public async Task Read_ServerIsGone_FailsAtOnceAndComesBack()
    {
        await Server.KillAsync();
        await Eventually.Async(() => !_backend!.IsConnected, RedisTest.Deadline, "the loss is noticed", Token);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Tier.ReadAsync("k", Taking("a"), Token).AsTask().WaitAsync(TimeSpan.FromSeconds(1), Token));

        await Server.StartAsync(Token);
        await Eventually.Async(
            async token => (await Tier.ReadAsync("k", Taking("a"), token)).Lease == FarLeaseState.Granted, RedisTest.Deadline, "Redis is back", Token);
    }

    [Fact]
    public async Task Read_Cancelled_IsLeft()
    {
        await Server.PauseAsync();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var read = Tier.ReadAsync("k", Taking("a"), cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(RedisTest.Deadline, Token));
        await Server.ResumeAsync();
    }
}
