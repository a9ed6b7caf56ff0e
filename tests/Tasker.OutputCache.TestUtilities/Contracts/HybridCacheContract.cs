using System.Buffers;
using System.ComponentModel;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>What the framework documents of <see cref="HybridCache"/>, and what we promise beyond, over whichever back end.</summary>
public abstract class HybridCacheContract : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly string _key = $"k:{Guid.NewGuid():N}";
    private ObjectNode? _node;
    private int _runs;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private ObjectNode Node => _node!;

    private HybridCache Cache => Node.Cache;

    /// <summary>Starts a host.</summary>
    protected abstract Task<ObjectNode> OpenAsync(Action<IServiceCollection> services, Action<TaskerCachingOptions> options);

    protected virtual ValueTask CloseAsync() => default;

    public async ValueTask InitializeAsync() => _node = await OpenAsync(
        static services => services.AddSingleton<IHybridCacheSerializer<Fussy>, FussySerializer>(),
        static options =>
        {
            options.MaxBodyBytes = 10_000;
            options.Resources["stale"] = new CacheResourceOptions { Ttl = TimeSpan.FromMilliseconds(100), StaleWhileRevalidate = TimeSpan.FromHours(1), TtlJitterPercent = 0 };
            options.Resources["patient"] = new CacheResourceOptions { Ttl = TimeSpan.FromMilliseconds(100), StaleIfError = TimeSpan.FromHours(1), TtlJitterPercent = 0 };
        });

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private ValueTask<string> CountAsync(HybridCacheEntryOptions? options = null, string[]? tags = null, string? key = null) => Cache.GetOrCreateAsync(
        key ?? _key,
        _ => ValueTask.FromResult($"run {Interlocked.Increment(ref _runs)}"),
        options,
        tags,
        Token);

    private static HybridCacheEntryOptions With(HybridCacheEntryFlags flags) => new() { Flags = flags };

    private static Task WaitAsync(Func<bool> condition, string description) => Eventually.Async(condition, Deadline, description, Token);

    [Fact]
    public async Task GetOrCreate_Twice_RunsOnce()
    {
        Assert.Equal("run 1", await CountAsync());
        Assert.Equal("run 1", await CountAsync());
        Assert.Equal("run 2", await CountAsync(key: _key + ":other"));
    }

    [Fact]
    public async Task GetOrCreate_StateAndFactory_AreTheCallers()
    {
        var value = await Cache.GetOrCreateAsync(_key, 41, static (state, _) => ValueTask.FromResult(state + 1), cancellationToken: Token);

        Assert.Equal(42, value);
    }

    [Fact]
    public async Task GetOrCreate_500Callers_RunOnce()
    {
        var gate = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 500).Select(_ => Task.Run(() => Cache.GetOrCreateAsync(
            _key,
            async _ =>
            {
                await gate.Task;
                return $"run {Interlocked.Increment(ref _runs)}";
            },
            cancellationToken: Token).AsTask())).ToArray();
        await WaitAsync(() => Node.Engine.Waiting == 499, "all but one wait");

        gate.SetResult();

        Assert.All(await Task.WhenAll(callers), static value => Assert.Equal("run 1", value));
    }

    [Fact]
    public async Task GetOrCreate_FirstCallerGivesUp_TheOthersGetTheValue()
    {
        var gate = new TaskCompletionSource();
        var run = default(CancellationToken);
        using var first = new CancellationTokenSource();
        var leaving = BeginAsync(gate, token => run = token, first.Token);
        await WaitAsync(() => Volatile.Read(ref _runs) == 1, "the factory runs");
        var others = Enumerable.Range(0, 10).Select(_ => BeginAsync(gate, static _ => { }, Token)).ToArray();
        await WaitAsync(() => Node.Engine.Waiting == 10, "the others wait");

        await first.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.False(run.IsCancellationRequested, "The factory was cancelled while others waited for it.");
        gate.SetResult();
        Assert.All(await Task.WhenAll(others), static value => Assert.Equal("run 1", value));
    }

    [Fact]
    public async Task GetOrCreate_AllCallersGiveUp_FactoryIsCancelledAndTheNextCallerRunsAnew()
    {
        var gate = new TaskCompletionSource();
        var run = default(CancellationToken);
        using var callers = new CancellationTokenSource();
        var first = BeginAsync(gate, token => run = token, callers.Token);
        await WaitAsync(() => Volatile.Read(ref _runs) == 1, "the factory runs");
        var second = BeginAsync(gate, static _ => { }, callers.Token);
        await WaitAsync(() => Node.Engine.Waiting == 1, "the other waits");

        await callers.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await WaitAsync(() => run.IsCancellationRequested, "the factory is cancelled");
        Assert.Equal("run 2", await CountAsync());
        gate.SetResult();
    }

    private Task<string> BeginAsync(TaskCompletionSource gate, Action<CancellationToken> begun, CancellationToken cancellationToken) => Cache.GetOrCreateAsync(
        _key,
        async token =>
        {
            begun(token);
            var run = Interlocked.Increment(ref _runs);
            await gate.Task.WaitAsync(token);
            return $"run {run}";
        },
        cancellationToken: cancellationToken).AsTask();

    [Fact]
    public async Task GetOrCreate_FactoryThrows_ReachesAllWhoWaitAndIsNotCached()
    {
        var gate = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 20).Select(_ => Task.Run(() => Cache.GetOrCreateAsync<string>(
            _key,
            async _ =>
            {
                Interlocked.Increment(ref _runs);
                await gate.Task;
                throw new InvalidOperationException("No data today.");
            },
            cancellationToken: Token).AsTask())).ToArray();
        await WaitAsync(() => Node.Engine.Waiting == 19, "the others wait");

        gate.SetResult();

        foreach (var caller in callers)
        {
            Assert.Equal("No data today.", (await Assert.ThrowsAsync<InvalidOperationException>(() => caller)).Message);
        }

        Assert.Equal("run 2", await CountAsync());
    }

    [Fact]
    public async Task Remove_ByKey_TakesIt()
    {
        await CountAsync();

        await Cache.RemoveAsync(_key, Token);

        Assert.Equal("run 2", await CountAsync());
    }

    [Fact]
    public async Task Remove_ManyKeys_TakesThemAndNoOther()
    {
        await CountAsync();
        await CountAsync(key: _key + "2");
        await CountAsync(key: _key + "3");

        await Cache.RemoveAsync([_key, _key + "2"], Token);

        Assert.Equal("run 4", await CountAsync());
        Assert.Equal("run 5", await CountAsync(key: _key + "2"));
        Assert.Equal("run 3", await CountAsync(key: _key + "3"));
    }

    [Fact]
    public async Task RemoveByTag_TakesWhatCarriesItAndNoOther()
    {
        await CountAsync(tags: ["red", "green"]);
        await CountAsync(tags: ["blue"], key: _key + "2");

        await Cache.RemoveByTagAsync("green", Token);

        Assert.Equal("run 3", await CountAsync(tags: ["red", "green"]));
        Assert.Equal("run 2", await CountAsync(tags: ["blue"], key: _key + "2"));
    }

    [Fact]
    public async Task RemoveByTag_Many_TakesWhatCarriesOne()
    {
        await CountAsync(tags: ["red"]);
        await CountAsync(tags: ["blue"], key: _key + "2");

        await Cache.RemoveByTagAsync(["red", "blue"], Token);

        Assert.Equal("run 3", await CountAsync());
        Assert.Equal("run 4", await CountAsync(key: _key + "2"));
    }

    [Fact]
    public async Task RemoveByTag_Star_TakesEverything()
    {
        await CountAsync();

        await Cache.RemoveByTagAsync("*", Token);

        Assert.Equal("run 2", await CountAsync());
    }

    [Fact]
    public async Task Evict_StringTagOrResource_TakesObjects()
    {
        await CountAsync(tags: ["order:7"]);
        await Node.Evictor.EvictAsync(["order:7"], Token);
        Assert.Equal("run 2", await CountAsync());

        await Node.Evictor.EvictAsync([CacheTag.For("objects")], Token);

        Assert.Equal("run 3", await CountAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Remove_WhileTheFactoryRuns_ItsValueIsNotServed(bool byTag)
    {
        var gate = new TaskCompletionSource();
        var running = Cache.GetOrCreateAsync(
            _key,
            async _ =>
            {
                var run = Interlocked.Increment(ref _runs);
                await gate.Task;
                return $"run {run}";
            },
            tags: ["t"],
            cancellationToken: Token).AsTask();
        await WaitAsync(() => Volatile.Read(ref _runs) == 1, "the factory runs");

        await (byTag ? Cache.RemoveByTagAsync("t", Token) : Cache.RemoveAsync(_key, Token));
        var meanwhile = await CountAsync(tags: ["t"]);
        gate.SetResult();

        Assert.Equal("run 2", meanwhile);
        Assert.Equal("run 1", await running);
        Assert.Equal("run 2", await CountAsync(tags: ["t"]));
    }

    [Fact]
    public async Task Set_Then_Get_IsTheValue()
    {
        await Cache.SetAsync(_key, "set", cancellationToken: Token);
        Assert.Equal("set", await CountAsync());

        await Cache.SetAsync(_key, "set again", cancellationToken: Token);

        Assert.Equal("set again", await CountAsync());
    }

    [Fact]
    public async Task Set_WhileAFactoryRuns_IsNotOverwrittenByIt()
    {
        var gate = new TaskCompletionSource();
        var running = BeginAsync(gate, static _ => { }, Token);
        await WaitAsync(() => Volatile.Read(ref _runs) == 1, "the factory runs");

        await Cache.SetAsync(_key, "set", cancellationToken: Token);
        gate.SetResult();

        Assert.Equal("run 1", await running);
        Assert.Equal("set", await CountAsync());
    }

    [Fact]
    public async Task Expiration_IsOver_RunsAnew()
    {
        var options = new HybridCacheEntryOptions { Expiration = TimeSpan.FromMilliseconds(200) };
        await CountAsync(options);

        await Eventually.Async(async _ => await CountAsync(options) != "run 1", Deadline, "it has expired", Token);
    }

    [Fact]
    public async Task Flags_DisableUnderlyingData_OnlyLooks()
    {
        var options = With(HybridCacheEntryFlags.DisableUnderlyingData);
        Assert.Null(await CountAsync(options));

        await CountAsync();

        Assert.Equal("run 1", await CountAsync(options));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Flags_DisableBothWrites_NothingIsKept()
    {
        var options = With(HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCacheWrite);
        await CountAsync(options);

        Assert.Equal("run 2", await CountAsync());
    }

    [Fact]
    public async Task Flags_DisableBothReads_RunsAnewAndKeeps()
    {
        await CountAsync();

        Assert.Equal("run 2", await CountAsync(With(HybridCacheEntryFlags.DisableLocalCacheRead | HybridCacheEntryFlags.DisableDistributedCacheRead)));
        Assert.Equal("run 2", await CountAsync());
    }

    [Fact]
    public async Task Value_Mutable_IsTheCallersOwn()
    {
        var first = await ListAsync();
        first.Add("changed");
        var second = await ListAsync();
        second.Add("changed too");

        Assert.Equal(["a"], await ListAsync());
        Assert.NotSame(first, second);

        ValueTask<List<string>> ListAsync() => Cache.GetOrCreateAsync(_key, static _ => ValueTask.FromResult(new List<string> { "a" }), cancellationToken: Token);
    }

    [Fact]
    public async Task Value_Bytes_AreTheCallersOwn()
    {
        var computed = new byte[] { 1, 2, 3 };
        var first = await BytesAsync();
        computed[0] = 99;
        first[1] = 99;

        Assert.Equal("1,2,3", string.Join(',', await BytesAsync()));

        ValueTask<byte[]> BytesAsync() => Cache.GetOrCreateAsync(_key, _ => ValueTask.FromResult(computed), cancellationToken: Token);
    }

    [Fact]
    public async Task Value_Immutable_IsShared()
    {
        await Cache.SetAsync(_key, new Fixed("a"), cancellationToken: Token);

        var first = await Cache.GetOrCreateAsync(_key, NotThisOne<Fixed>, cancellationToken: Token);

        Assert.Equal(new Fixed("a"), first);
        Assert.Same(first, await Cache.GetOrCreateAsync(_key, NotThisOne<Fixed>, cancellationToken: Token));
    }

    private static ValueTask<T> NotThisOne<T>(CancellationToken cancellationToken) => throw new InvalidOperationException("The factory ran.");

    [Fact]
    public async Task Value_Null_IsCached()
    {
        Assert.Null(await NullAsync());
        Assert.Null(await NullAsync());
        Assert.Equal(1, _runs);

        ValueTask<Order?> NullAsync() => Cache.GetOrCreateAsync(
            _key,
            _ =>
            {
                Interlocked.Increment(ref _runs);
                return ValueTask.FromResult<Order?>(null);
            },
            cancellationToken: Token);
    }

    [Fact]
    public async Task Value_TooLarge_IsReturnedToAllAndNotCached()
    {
        var gate = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 20).Select(_ => Task.Run(() => LargeAsync(gate.Task).AsTask())).ToArray();
        await WaitAsync(() => Node.Engine.Waiting == 19, "the others wait");
        gate.SetResult();

        Assert.All(await Task.WhenAll(callers), static value => Assert.Equal(20_000, value.Length));
        Assert.Equal(1, _runs);
        Assert.Equal(20_000, (await LargeAsync(Task.CompletedTask)).Length);
        Assert.Equal(2, _runs);
        Assert.Equal(1, Node.Logged(861));
        Assert.Equal(2, Node.Counts["tasker.cache.not_stored"]);

        ValueTask<string> LargeAsync(Task until) => Cache.GetOrCreateAsync(
            _key,
            async _ =>
            {
                Interlocked.Increment(ref _runs);
                await until;
                return new string('x', 20_000);
            },
            cancellationToken: Token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public async Task Key_EmptyOrTooLong_GoesPastTheCache(string? key)
    {
        key ??= new string('k', 1025);

        Assert.Equal("run 1", await CountAsync(key: key));
        Assert.Equal("run 2", await CountAsync(key: key));
        await Cache.SetAsync(key, "set", cancellationToken: Token);
        await Cache.RemoveAsync(key, Token);
        Assert.Equal("run 3", await CountAsync(key: key));
        Assert.Equal(1, Node.Logged(864));
    }

    [Theory]
    [InlineData("a*b", "a?b")]
    [InlineData("a%2Ab", "a*b")]
    [InlineData("a{b}", "ab")]
    [InlineData("a:b", "a::b")]
    public async Task Key_OtherCharacters_IsAnotherObject(string one, string other)
    {
        Assert.Equal("run 1", await CountAsync(key: _key + one));
        Assert.Equal("run 2", await CountAsync(key: _key + other));
        Assert.Equal("run 1", await CountAsync(key: _key + one));
    }

    [Fact]
    public async Task Type_Another_IsAMissAndTakesThePlace()
    {
        await Cache.SetAsync(_key, new Order(7, "open"), cancellationToken: Token);

        var other = await Cache.GetOrCreateAsync(_key, static _ => ValueTask.FromResult(new Invoice(8)), cancellationToken: Token);

        Assert.Equal(8, other.Number);
        Assert.Equal(8, (await Cache.GetOrCreateAsync(_key, NotThisOne<Invoice>, cancellationToken: Token)).Number);
        Assert.Equal(1, Node.Logged(863));
    }

    [Fact]
    public async Task Serializer_OfTheHost_IsUsedAndMayFail()
    {
        Assert.Equal("v", (await FussyAsync("v")).Text);
        Assert.Equal("v", (await FussyAsync("w")).Text);
        await Cache.RemoveAsync(_key, Token);

        // Neither what can't be written nor what can't be read is the caller's trouble.
        Assert.Equal("unwritable", (await FussyAsync("unwritable")).Text);
        Assert.Equal("x", (await FussyAsync("x")).Text);
        Assert.Equal(1, Node.Logged(862));
        await Cache.SetAsync(_key, new Fussy("unreadable"), cancellationToken: Token);
        Assert.Equal("y", (await FussyAsync("y")).Text);
        Assert.Equal(1, Node.Logged(863));

        ValueTask<Fussy> FussyAsync(string text) => Cache.GetOrCreateAsync(_key, _ => ValueTask.FromResult(new Fussy(text)), cancellationToken: Token);
    }

    [Fact]
    public async Task Stale_WhileRevalidate_IsServedWhileTheFactoryRunsBehind()
    {
        var cache = Node.Services.GetRequiredKeyedService<HybridCache>("stale");
        var ambient = new AsyncLocal<string> { Value = "request" };
        var seen = new List<string?>();
        Assert.Equal("run 1", await GetAsync());

        await Eventually.Async(async _ => await GetAsync() == "run 2", Deadline, "it is refreshed behind", Token);

        // The first ran in its caller's flow, the other in nobody's.
        Assert.Equal(["request", null], seen.Take(2));

        ValueTask<string> GetAsync() => cache.GetOrCreateAsync(
            _key,
            _ =>
            {
                seen.Add(ambient.Value);
                return ValueTask.FromResult($"run {Interlocked.Increment(ref _runs)}");
            },
            cancellationToken: Token);
    }

    [Fact]
    public async Task Stale_IfError_IsServedWhereTheFactoryFails()
    {
        var cache = Node.Services.GetRequiredKeyedService<HybridCache>("patient");
        Assert.Equal("run 1", await GetAsync());

        await WaitAsync(() => GetAsync().AsTask().Result == "run 1" && Volatile.Read(ref _runs) > 1, "the old one is served");

        Assert.True(Node.Logged(865) > 0);

        ValueTask<string> GetAsync() => cache.GetOrCreateAsync(
            _key,
            _ => Interlocked.Increment(ref _runs) is 1 ? ValueTask.FromResult("run 1") : throw new InvalidOperationException("No data today."),
            cancellationToken: Token);
    }

    [Fact]
    public async Task Plain_GetSetRemove_Work()
    {
        Assert.Null(await Node.Plain.GetAsync<Order>(_key, Token));

        await Node.Plain.SetAsync(_key, new Order(7, "open"), TimeSpan.FromMinutes(1), [CacheTag.For("analytics").With("namespace", "payments")], Token);
        Assert.Equal(new Order(7, "open"), await Node.Plain.GetAsync<Order>(_key, Token));

        await Node.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "payments")], Token);
        Assert.Null(await Node.Plain.GetAsync<Order>(_key, Token));

        await Node.Plain.SetAsync(_key, new Order(8, "open"), cancellationToken: Token);
        await Node.Plain.RemoveAsync(_key, Token);
        Assert.Null(await Node.Plain.GetAsync<Order>(_key, Token));
    }

    [Fact]
    public async Task Plain_GetOrCreate_RunsInAScopeOfItsOwn()
    {
        var seen = await Node.Plain.GetOrCreateAsync(_key, static (services, _) => ValueTask.FromResult(services.GetRequiredService<IServiceScopeFactory>() is not null), cancellationToken: Token);

        Assert.True(seen);
    }

    [Fact]
    public async Task Plain_RemoveByPattern_TakesWhatMatches()
    {
        await CountAsync(key: $"{_key}:payments:charge");
        await CountAsync(key: $"{_key}:payments:refund");
        await CountAsync(key: $"{_key}:billing:charge");
        await SettleAsync();

        await Node.Plain.RemoveByPatternAsync($"{_key}:payments:*", Token);

        Assert.Equal("run 4", await CountAsync(key: $"{_key}:payments:charge"));
        Assert.Equal("run 5", await CountAsync(key: $"{_key}:payments:refund"));
        Assert.Equal("run 3", await CountAsync(key: $"{_key}:billing:charge"));
    }

    /// <summary>Waits until what was computed is where it belongs.</summary>
    protected virtual Task SettleAsync() => Task.CompletedTask;

    private sealed record Order(int Id, string State);

    private sealed record Invoice(int Number);

    [ImmutableObject(true)]
    private sealed record Fixed(string Text);

    private sealed record Fussy(string Text);

    private sealed class FussySerializer : IHybridCacheSerializer<Fussy>
    {
        public Fussy Deserialize(ReadOnlySequence<byte> source) =>
            Encoding.UTF8.GetString(source) is not "unreadable" and var text ? new Fussy(text) : throw new FormatException("Not this.");

        public void Serialize(Fussy value, IBufferWriter<byte> target)
        {
            if (value.Text == "unwritable")
            {
                throw new NotSupportedException("Not this.");
            }

            Encoding.UTF8.GetBytes(value.Text, target);
        }
    }
}
