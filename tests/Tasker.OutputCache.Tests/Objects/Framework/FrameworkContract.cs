using System.ComponentModel;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Tasker.OutputCache.Tests.Objects.Framework;

/// <summary>What the abstraction promises to its users, over the framework's own implementation and over ours, each in one process.</summary>
/// <remarks>What differs is in the tests of the two, and on the page about objects.</remarks>
public abstract partial class FrameworkContract : IAsyncLifetime
{
    /// <summary>The largest object, in bytes.</summary>
    protected const int MaximumPayload = 4096;

    protected const int MaximumKeyLength = 1024;

    private IAsyncDisposable? _node;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected HybridCache Cache { get; private set; } = null!;

    /// <summary>Starts a cache without a shared tier.</summary>
    protected abstract Task<(HybridCache Cache, IAsyncDisposable Node)> OpenAsync(Action<IServiceCollection> services);

    public async ValueTask InitializeAsync() => (Cache, _node) = await OpenAsync(Configure);

    private static void Configure(IServiceCollection services)
    {
        services.AddSingleton<IHybridCacheSerializer<Spelt>>(new SpeltSerializer());
        services.AddSingleton<IHybridCacheSerializer<Broken>>(new BrokenSerializer());
        services.AddSingleton<IHybridCacheSerializerFactory>(new MadeSerializerFactory());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _node!.DisposeAsync();
    }

    /// <summary>Asks for a key with a factory that counts how often it runs.</summary>
    protected async Task<int> RunsAsync<T>(
        string key, T value, int times = 2, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null)
    {
        var runs = 0;
        for (var i = 0; i < times; i++)
        {
            await Cache.GetOrCreateAsync(key, _ => { runs++; return ValueTask.FromResult(value); }, options, tags, Token);
        }

        return runs;
    }

    protected ValueTask<string> GetAsync(string key, string other, IEnumerable<string>? tags = null) =>
        Cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(other), tags: tags, cancellationToken: Token);

    /// <summary>Computes a value, and removes its tag meanwhile.</summary>
    protected async Task RemoveWhileComputingAsync() => await Cache.GetOrCreateAsync(
        "a",
        async token =>
        {
            await Cache.RemoveByTagAsync("one", token);
            return "x";
        },
        tags: ["one"],
        cancellationToken: Token);

    protected static HybridCacheEntryOptions With(HybridCacheEntryFlags flags) => new() { Flags = flags };

    [Fact]
    public async Task GetOrCreate_Again_DoesNotRun() => Assert.Equal(1, await RunsAsync("a", "x", times: 3));

    [Fact]
    public async Task GetOrCreate_State_ReachesTheFactory()
    {
        var value = await Cache.GetOrCreateAsync("a", (1, "b"), static (state, _) => ValueTask.FromResult($"{state.Item1}{state.Item2}"), cancellationToken: Token);

        Assert.Equal("1b", value);
    }

    [Fact]
    public async Task GetOrCreate_OtherCase_IsAnotherKey()
    {
        await GetAsync("a", "lower");

        Assert.Equal("upper", await GetAsync("A", "upper"));
    }

    [Fact]
    public async Task GetOrCreate_KeyAsSpanOrInterpolated_IsTheSameKey()
    {
        var id = 7;
        await GetAsync("order:7", "first");

        Assert.Equal("first", await Cache.GetOrCreateAsync($"order:{id}", _ => ValueTask.FromResult("second"), cancellationToken: Token));
        Assert.Equal("first", await Cache.GetOrCreateAsync("order:7".AsSpan(), _ => ValueTask.FromResult("second"), cancellationToken: Token));
    }

    [Fact]
    public async Task GetOrCreate_InsideAFactory_Works()
    {
        var value = await Cache.GetOrCreateAsync("outer", async token => "outer " + await GetAsync("inner", "inner"), cancellationToken: Token);

        Assert.Equal("outer inner", value);
        Assert.Equal("inner", await GetAsync("inner", "other"));
    }

    [Fact]
    public async Task GetOrCreate_ManyAtOnce_RunOnce()
    {
        var runs = 0;
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, 100)
            .Select(_ => Cache.GetOrCreateAsync("a", async _ => { Interlocked.Increment(ref runs); return await gate.Task; }, cancellationToken: Token).AsTask())
            .ToArray();

        gate.SetResult("x");

        Assert.All(await Task.WhenAll(callers), value => Assert.Equal("x", value));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Factory_Throws_TellsAllAndIsNotKept()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, 5)
            .Select(_ => Cache.GetOrCreateAsync<string>("a", async _ => { await gate.Task; throw new InvalidTimeZoneException("no"); }, cancellationToken: Token).AsTask())
            .ToArray();

        gate.SetResult();

        foreach (var caller in callers)
        {
            Assert.Equal("no", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => caller)).Message);
        }

        Assert.Equal("x", await GetAsync("a", "x"));
    }

    [Fact]
    public async Task Factory_ThrowsAtOnce_IsTheSame()
    {
        await Assert.ThrowsAsync<InvalidTimeZoneException>(
            async () => await Cache.GetOrCreateAsync("a", ValueTask<string> (_) => throw new InvalidTimeZoneException(), cancellationToken: Token));

        Assert.Equal("x", await GetAsync("a", "x"));
    }

    [Fact]
    public async Task Cancellation_OfOneCaller_LeavesTheOthersTheValue()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var source = new CancellationTokenSource();
        var first = Cache.GetOrCreateAsync("a", async token => await gate.Task.WaitAsync(token), cancellationToken: source.Token).AsTask();
        var second = Cache.GetOrCreateAsync("a", async token => await gate.Task.WaitAsync(token), cancellationToken: Token).AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult("x");
        Assert.Equal("x", await second);
    }

    [Fact]
    public async Task Cancellation_OfAllCallers_ReachesTheFactory()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var source = new CancellationTokenSource();
        var caller = Cache.GetOrCreateAsync(
            "a",
            async token =>
            {
                await using var registration = token.Register(() => cancelled.TrySetResult());
                started.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                return "x";
            },
            cancellationToken: source.Token).AsTask();
        await started.Task.WaitAsync(Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal("y", await GetAsync("a", "y"));
    }

    [Fact]
    public async Task Value_Null_IsKept() => Assert.Equal(1, await RunsAsync<string?>("a", null));

    [Fact]
    public async Task Value_Default_IsKept()
    {
        Assert.Equal(1, await RunsAsync("int", 0));
        Assert.Equal(1, await RunsAsync<int?>("nullable", null));
        Assert.Equal(1, await RunsAsync("guid", Guid.Empty));
    }

    [Fact]
    public async Task Value_String_IsTheSameInstance()
    {
        var text = new string('x', 10);
        await Cache.SetAsync("a", text, cancellationToken: Token);

        Assert.Same(text, await GetAsync("a", "other"));
    }

    [Fact]
    public async Task Value_DeclaredImmutable_IsTheSameInstance()
    {
        var value = new Fixed("x");
        await Cache.SetAsync("a", value, cancellationToken: Token);

        Assert.Same(value, await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(new Fixed("y")), cancellationToken: Token));
    }

    [Fact]
    public async Task Value_Mutable_IsTheCallersOwn()
    {
        var first = await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(new Open { Name = "x" }), cancellationToken: Token);
        first.Name = "changed";

        var second = await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(new Open { Name = "y" }), cancellationToken: Token);
        second.Name = "changed, too";
        var third = await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(new Open { Name = "y" }), cancellationToken: Token);

        Assert.Equal("x", third.Name);
    }

    [Fact]
    public async Task Serializer_OfTheHost_IsUsed()
    {
        await Cache.SetAsync("a", new Spelt("x"), cancellationToken: Token);

        var read = await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(new Spelt("other")), cancellationToken: Token);

        Assert.Equal("x, written, read", read.Text);
    }

    [Fact]
    public async Task Serializer_OfAFactory_IsUsed()
    {
        await Cache.SetAsync("a", new Made("x"), cancellationToken: Token);

        var read = await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(new Made("other")), cancellationToken: Token);

        Assert.Equal("x, made", read.Text);
    }

    /// <summary>A class that its users may change.</summary>
    public sealed class Open
    {
        public string? Name { get; set; }
    }

    /// <summary>A class that nobody can change, and that says so.</summary>
    [ImmutableObject(true)]
    public sealed record Fixed(string Name);
}
