using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>What two nodes owe each other that cache the same objects on one back end.</summary>
public abstract class SharedObjectContract : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _key = $"payments:{Guid.NewGuid():N}:1.2.0";
    private ObjectNode? _one;
    private ObjectNode? _other;
    private int _runs;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private ObjectNode One => _one!;

    private ObjectNode Other => _other!;

    /// <summary>Starts a node over the back end that all nodes share.</summary>
    protected abstract Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> configure, Action<TaskerCachingOptions> options);

    protected virtual ValueTask CloseAsync() => default;

    public async ValueTask InitializeAsync()
    {
        _one = await OpenAsync();
        _other = await OpenAsync();
    }

    private async Task<ObjectNode> OpenAsync()
    {
        var node = await OpenAsync(static cache => cache.AddObjects("templates", "namespace:name:version"), static options =>
        {
            // A busy machine must not look like a broken back end.
            options.OperationTimeout = TimeSpan.FromSeconds(10);
            options.Evictions.StalenessBound = TimeSpan.FromSeconds(30);
        });
        await Eventually.Async(() => node.Services.GetRequiredService<EvictionFollower>().IsAttached, Deadline, "the node is attached", Token);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private ValueTask<Template> GetAsync(ObjectNode node, string? key = null) => node.Templates.GetOrCreateAsync(
        key ?? _key, _ => ValueTask.FromResult(new Template("charge", Interlocked.Increment(ref _runs))), cancellationToken: Token);

    private static async Task FillAsync(ObjectNode node, string key) => await Eventually.Async(
        async _ => (await node.Services.GetRequiredService<CacheBackend>().Far!.ReadAsync(key, default, Token)).Value is not null, Deadline, "the fill has arrived", Token);

    private string FarKey => $"{One.Services.GetRequiredService<ResourceCatalog>().Options.KeyPrefix}:template:{_key}";

    [Fact]
    public async Task GetOrCreate_OtherNodeHasIt_IsReadFromTheSharedTierUnderAReadableKey()
    {
        Assert.Equal(1, (await GetAsync(One)).Run);
        await FillAsync(One, FarKey);

        Assert.Equal(1, (await GetAsync(Other)).Run);
        Assert.Equal(1, (await GetAsync(Other)).Run);
    }

    [Fact]
    public async Task GetOrCreate_500CallersOnTwoNodes_RunOnce()
    {
        var gate = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 500).Select(number => Task.Run(() => (number % 2 == 0 ? One : Other).Cache.GetOrCreateAsync(
            _key,
            async _ =>
            {
                Interlocked.Increment(ref _runs);
                await gate.Task;
                return "value";
            },
            cancellationToken: Token).AsTask())).ToArray();
        await Eventually.Async(() => One.Engine.Waiting == 249 && Other.Engine.Waiting == 249, Deadline, "all but one on each node wait", Token);
        gate.SetResult();

        Assert.All(await Task.WhenAll(callers), static value => Assert.Equal("value", value));
        Assert.Equal(1, _runs);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("namespace")]
    [InlineData("name and namespace")]
    [InlineData("resource")]
    public async Task Evict_OnOneNode_TheOtherComputesAnew(string what)
    {
        var billing = _key.Replace("payments", "billing", StringComparison.Ordinal);
        await GetAsync(One);
        await GetAsync(Other, billing);
        await FillAsync(One, FarKey);
        Assert.Equal(1, (await GetAsync(Other)).Run);

        await (what switch
        {
            "key" => One.Templates.RemoveAsync(_key, Token).AsTask(),
            "namespace" => One.Evictor.EvictAsync([CacheTag.For("templates").With("namespace", "payments")], Token).AsTask(),
            "resource" => One.Evictor.EvictAsync(["templates"], Token).AsTask(),
            _ => One.Evictor.EvictAsync([CacheTag.For("templates").With("namespace", "payments").With("name", _key.Split(':')[1])], Token).AsTask(),
        });

        Assert.NotEqual(1, (await GetAsync(One)).Run);
        await Eventually.Async(async _ => (await GetAsync(Other)).Run != 1, Deadline, "the other node has heard of it", Token);
        Assert.Equal(what == "resource", (await GetAsync(Other, billing)).Run != 2);
    }

    [Fact]
    public async Task Set_OnOneNode_TheOtherHasItToo()
    {
        await One.Templates.SetAsync(_key, new Template("first", 100), cancellationToken: Token);
        await FillAsync(One, FarKey);
        await Eventually.Async(async _ => (await GetAsync(Other)).Run == 100, Deadline, "the other node has the first", Token);

        await One.Templates.SetAsync(_key, new Template("second", 200), cancellationToken: Token);

        await Eventually.Async(async _ => (await GetAsync(Other)).Name != "first", Deadline, "the other node has let it go", Token);
        Assert.Equal("second", (await GetAsync(One)).Name);
    }

    [Fact]
    public async Task GetOrCreate_LocalWriteDisabled_IsReadFromTheSharedTierEveryTime()
    {
        var options = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCacheWrite };
        await One.Templates.SetAsync(_key, new Template("far", 100), options, cancellationToken: Token);
        await FillAsync(One, FarKey);

        var found = await One.Templates.GetOrCreateAsync<Template>(_key, static _ => throw new InvalidOperationException("The factory ran."), options, cancellationToken: Token);

        Assert.Equal(100, found.Run);
        Assert.Equal(0, One.Near.Count);
    }

    [Fact]
    public async Task GetOrCreate_SharedReadDisabled_RunsAnew()
    {
        await GetAsync(One);
        await FillAsync(One, FarKey);

        var found = await Other.Templates.GetOrCreateAsync(
            _key,
            static _ => ValueTask.FromResult(new Template("own", 50)),
            new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableDistributedCache },
            cancellationToken: Token);

        Assert.Equal(50, found.Run);
        Assert.Equal(50, (await GetAsync(Other)).Run);
        Assert.Equal(1, (await GetAsync(One)).Run);
    }

    [Fact]
    public async Task GetOrCreate_LocalExpirationIsOver_IsReadFromTheSharedTier()
    {
        var options = new HybridCacheEntryOptions { Expiration = TimeSpan.FromHours(1), LocalCacheExpiration = TimeSpan.FromMilliseconds(1) };
        await One.Templates.SetAsync(_key, new Template("far", 100), options, cancellationToken: Token);
        await FillAsync(One, FarKey);

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(100, (await GetAsync(One)).Run);
        }
    }

    [Fact]
    public async Task GetOrCreate_TypeHasChangedInAnotherBuild_IsAMiss()
    {
        await GetAsync(One);
        await FillAsync(One, FarKey);

        var renamed = await Other.Templates.GetOrCreateAsync(_key, static _ => ValueTask.FromResult(new RenamedTemplate("charge", 7)), cancellationToken: Token);

        Assert.Equal(7, renamed.Runs);
        Assert.Equal(1, Other.Logged(863));
        Assert.Equal(1, Other.Counts["tasker.cache.far.unreadable"]);
    }

    [Fact]
    public async Task GetOrCreate_LargeObject_IsCompressedUnlessTheCallerSaysNo()
    {
        var text = new string('x', 100_000);
        await One.Templates.SetAsync(_key, text, cancellationToken: Token);
        await FillAsync(One, FarKey);
        Assert.InRange(await LengthAsync(), 1, 2_000);
        Assert.Equal(text, await Other.Templates.GetOrCreateAsync<string>(_key, static _ => throw new InvalidOperationException("The factory ran."), cancellationToken: Token));

        await One.Templates.SetAsync(_key, text, new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableCompression }, cancellationToken: Token);

        await Eventually.Async(async _ => await LengthAsync() > 100_000, Deadline, "it is there uncompressed", Token);

        async Task<int> LengthAsync() => (await One.Services.GetRequiredService<CacheBackend>().Far!.ReadAsync(FarKey, default, Token)).Value?.Length ?? 0;
    }

    private sealed record Template(string Name, int Run);

    private sealed record RenamedTemplate(string Name, int Runs);
}
