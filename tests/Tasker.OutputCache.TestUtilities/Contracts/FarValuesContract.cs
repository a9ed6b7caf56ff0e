using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>What every far tier owes that keeps plain values.</summary>
public abstract class FarValuesContract : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly string _key = $"{{test:{Guid.NewGuid():N}}}";
    private IFarTier? _tier;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private IFarValues Values => Assert.IsType<IFarValues>(_tier, exactMatch: false);

    /// <summary>Opens a tier, ready for calls.</summary>
    protected abstract Task<IFarTier> OpenAsync();

    protected virtual ValueTask CloseAsync() => default;

    public async ValueTask InitializeAsync() => _tier = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<byte[]?> GetAsync() => (await Values.GetValueAsync(_key, Token))?.ToArray();

    [Fact]
    public async Task Get_NothingThere_IsNull() => Assert.Null(await GetAsync());

    [Fact]
    public async Task Get_AfterSet_IsTheValue()
    {
        await Values.SetValueAsync(_key, new byte[] { 1, 0, 255 }, Minute, Token);

        Assert.Equal([1, 0, 255], await GetAsync());
    }

    [Fact]
    public async Task Get_EmptyValue_IsEmpty()
    {
        await Values.SetValueAsync(_key, default, Minute, Token);

        Assert.Equal(Array.Empty<byte>(), await GetAsync());
    }

    [Fact]
    public async Task Set_OverAnother_IsTheLast()
    {
        await Values.SetValueAsync(_key, new byte[] { 1 }, Minute, Token);

        await Values.SetValueAsync(_key, new byte[] { 2 }, Minute, Token);

        Assert.Equal([2], await GetAsync());
    }

    [Fact]
    public async Task Set_LongKey_IsFound()
    {
        var key = $"{{test:{new string('k', 400)}}}";
        await Values.SetValueAsync(key, new byte[] { 7 }, Minute, Token);

        var value = await Values.GetValueAsync(key, Token);

        Assert.Equal([7], value!.Value.ToArray());
    }

    [Fact]
    public async Task Get_LifeIsOver_IsNull()
    {
        await Values.SetValueAsync(_key, new byte[] { 1 }, TimeSpan.FromSeconds(1), Token);

        await Eventually.Async(async _ => await GetAsync() is null, Deadline, "the value is gone", Token);
    }

    [Fact]
    public async Task Touch_ShorterLife_EndsSooner()
    {
        await Values.SetValueAsync(_key, new byte[] { 1 }, Minute, Token);

        Assert.True(await Values.TouchValueAsync(_key, TimeSpan.FromSeconds(1), Token));

        await Eventually.Async(async _ => await GetAsync() is null, Deadline, "the value is gone", Token);
    }

    [Fact]
    public async Task Touch_NothingThere_IsFalse() => Assert.False(await Values.TouchValueAsync(_key, Minute, Token));

    [Fact]
    public async Task Remove_SaysWhetherThereWasOne()
    {
        await Values.SetValueAsync(_key, new byte[] { 1 }, Minute, Token);

        Assert.True(await Values.RemoveValueAsync(_key, Token));
        Assert.False(await Values.RemoveValueAsync(_key, Token));
        Assert.Null(await GetAsync());
    }

    [Fact]
    public async Task RemoveByPattern_LeavesValuesAlone()
    {
        await Values.SetValueAsync(_key, new byte[] { 1 }, Minute, Token);

        try
        {
            await _tier!.RemoveByPatternAsync("*test:*", Token);
        }
        catch (NotSupportedException)
        {
            // It removes nothing by pattern.
        }

        Assert.Equal([1], await GetAsync());
    }
}
