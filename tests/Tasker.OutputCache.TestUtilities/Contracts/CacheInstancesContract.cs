using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>What every back end owes that lets instances announce themselves.</summary>
public abstract class CacheInstancesContract : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _id = NewId();
    private ICacheInstances? _instances;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICacheInstances Instances => _instances!;

    /// <summary>Opens a back end of a deployment that no other test uses.</summary>
    protected abstract Task<ICacheInstances> OpenAsync();

    /// <summary>Opens the same back end as another instance does.</summary>
    protected virtual Task<ICacheInstances> OpenAgainAsync() => Task.FromResult(Instances);

    protected virtual ValueTask CloseAsync() => default;

    public async ValueTask InitializeAsync() => _instances = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static async Task<AnnouncedInstance?> FindAsync(ICacheInstances instances, string id) =>
        (await instances.ListAsync(Token)).SingleOrDefault(instance => instance.Id == id);

    [Fact]
    public async Task List_NothingAnnounced_IsEmpty() => Assert.Empty(await Instances.ListAsync(Token));

    [Fact]
    public async Task List_Announced_IsWhatWasSaid()
    {
        await Instances.AnnounceAsync(_id, new byte[] { 1, 0, 32, 255 }, Minute, Token);

        Assert.Equal([1, 0, 32, 255], (await FindAsync(Instances, _id))!.Announcement.ToArray());
    }

    [Fact]
    public async Task List_AnnouncedAgain_IsTheLast()
    {
        await Instances.AnnounceAsync(_id, new byte[] { 1 }, Minute, Token);

        await Instances.AnnounceAsync(_id, new byte[] { 2, 3 }, Minute, Token);

        Assert.Equal([2, 3], Assert.Single(await Instances.ListAsync(Token)).Announcement.ToArray());
    }

    [Fact]
    public async Task List_Large_IsWhole()
    {
        var announcement = new byte[4096];
        Random.Shared.NextBytes(announcement);

        await Instances.AnnounceAsync(_id, announcement, Minute, Token);

        Assert.Equal(announcement, (await FindAsync(Instances, _id))!.Announcement.ToArray());
    }

    [Fact]
    public async Task List_SeveralAtOnce_HasThemAll()
    {
        string[] ids = [.. Enumerable.Range(0, 12).Select(static _ => NewId())];

        await Task.WhenAll(ids.Select(id => Instances.AnnounceAsync(id, new byte[] { 7 }, Minute, Token).AsTask()));

        Assert.Equal(ids.Order(StringComparer.Ordinal), (await Instances.ListAsync(Token)).Select(static instance => instance.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_OfAnother_HasBoth()
    {
        var other = await OpenAgainAsync();
        var second = NewId();

        await Instances.AnnounceAsync(_id, new byte[] { 1 }, Minute, Token);
        await other.AnnounceAsync(second, new byte[] { 2 }, Minute, Token);

        Assert.NotNull(await FindAsync(Instances, second));
        Assert.NotNull(await FindAsync(other, _id));
    }

    [Fact]
    public async Task List_NoNews_AgesGrow()
    {
        await Instances.AnnounceAsync(_id, new byte[] { 1 }, Minute, Token);

        await Eventually.Async(async _ => (await FindAsync(Instances, _id))!.Age, static age => age >= TimeSpan.FromSeconds(1), Deadline, "the age is a second", Token);
        await Instances.AnnounceAsync(_id, new byte[] { 1 }, Minute, Token);
        var again = (await FindAsync(Instances, _id))!.Age;

        Assert.True(again >= TimeSpan.Zero, $"The age is {again}.");
    }

    [Fact]
    public async Task List_LifeOver_ForgetsTheInstance()
    {
        var other = NewId();
        await Instances.AnnounceAsync(other, new byte[] { 1 }, Minute, Token);
        await Instances.AnnounceAsync(_id, new byte[] { 1 }, TimeSpan.FromSeconds(1), Token);

        await Eventually.Async(async _ => await FindAsync(Instances, _id), static instance => instance is null, Deadline, "the instance is forgotten", Token);

        Assert.NotNull(await FindAsync(Instances, other));
    }

    [Fact]
    public async Task Announce_AfterItWasForgotten_IsListedAgain()
    {
        await Instances.AnnounceAsync(_id, new byte[] { 1 }, TimeSpan.FromSeconds(1), Token);
        await Eventually.Async(async _ => await FindAsync(Instances, _id), static instance => instance is null, Deadline, "the instance is forgotten", Token);
        await Instances.AnnounceAsync(NewId(), new byte[] { 9 }, Minute, Token);

        await Instances.AnnounceAsync(_id, new byte[] { 2 }, Minute, Token);

        Assert.NotNull(await FindAsync(Instances, _id));
    }
}
