using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Purging;

public sealed class PurgeServiceTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ManualClock _clock = new();
    private readonly RecordingPurger _purger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<TestApp> StartAsync(TagHeaderForm form = TagHeaderForm.Readable) => TestApp.StartAsync(
        static app => app.MapGet("/x", static (HttpContext context) => context.Request.Query["namespace"].ToString()).CacheAnalytics("x", ["namespace"]),
        options => options.Resources["analytics"] = new CacheResourceOptions { TagHeader = CacheTagHeader.SurrogateKey, TagHeaderForm = form },
        services =>
        {
            services.AddSingleton<TimeProvider>(_clock);
            new TaskerCachingBuilder(services).AddPurger<RecordingPurger>();

            // The last one counts.
            services.AddSingleton<ICachePurger>(_purger);
        });

    private static async Task<string[]> KeysOfAsync(TestApp app, string ns)
    {
        var response = await app.Client.GetAsync($"/x?namespace={ns}", Token);
        return Assert.Single(response.Headers.GetValues("Surrogate-Key")).Split(' ');
    }

    private Task WaitForAsync(int purges) => Eventually.Async(() => _purger.Purges.Count >= purges, Deadline, $"{purges} purges", Token);

    // The first one knows of no place in the log, and purges everything.
    private async Task<TestApp> StartPurgedAsync(TagHeaderForm form = TagHeaderForm.Readable)
    {
        var app = await StartAsync(form);
        await WaitForAsync(1);
        Assert.True(Assert.Single(_purger.Purges).IsEverything);
        _purger.Purges.Clear();
        return app;
    }

    [Theory]
    [InlineData(TagHeaderForm.Readable)]
    [InlineData(TagHeaderForm.Hashed)]
    public async Task Evict_OneNamespace_PurgesAKeyOfItsResponsesAndOfNoOthers(TagHeaderForm form)
    {
        await using var app = await StartPurgedAsync(form);
        var (mine, others, all) = (await KeysOfAsync(app, "a b,\"c"), await KeysOfAsync(app, "other"), await KeysOfAsync(app, ""));

        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "a b,\"c")], Token);
        await WaitForAsync(1);

        var keys = Assert.Single(_purger.Purges).Keys;
        Assert.NotEmpty(keys.Intersect(mine));
        Assert.NotEmpty(keys.Intersect(all));
        Assert.Empty(keys.Intersect(others));
    }

    [Fact]
    public async Task Evict_TheResource_PurgesAllOfIt()
    {
        await using var app = await StartPurgedAsync();
        var keys = await KeysOfAsync(app, "a");

        await app.Evictor.EvictAsync(["analytics"], Token);
        await WaitForAsync(1);

        Assert.NotEmpty(Assert.Single(_purger.Purges).Keys.Intersect(keys));
    }

    [Fact]
    public async Task Evict_Softly_PurgesSoftly()
    {
        await using var app = await StartPurgedAsync();

        await app.Evictor.EvictAsync(["analytics"], EvictionMode.Soft, Token);
        await WaitForAsync(1);

        Assert.True(Assert.Single(_purger.Purges) is { IsSoft: true, IsEverything: false });
    }

    [Fact]
    public async Task Evict_Everything_PurgesEverything()
    {
        await using var app = await StartPurgedAsync();

        await app.Evictor.EvictEverythingAsync(Token);
        await WaitForAsync(1);

        Assert.True(Assert.Single(_purger.Purges) is { IsSoft: false, IsEverything: true });
    }

    [Fact]
    public async Task Purge_Fails_IsTriedAgainWithAllThatWasEvicted()
    {
        await using var app = await StartPurgedAsync();
        var calls = _purger.Calls;
        _purger.FailNext(2);

        await app.Evictor.EvictAsync(["one"], Token);
        await Eventually.Async(() => _purger.Calls > calls, Deadline, "it has failed", Token);
        await app.Evictor.EvictAsync(["two"], Token);
        Assert.Empty(_purger.Purges);
        await _clock.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _purger.Purges.SelectMany(static purge => purge.Keys).Distinct().Count() == 2, "both are purged");

        Assert.Equal(["one", "two"], _purger.Purges.SelectMany(static purge => purge.Keys).Distinct().Order());
    }

    [Fact]
    public async Task Purge_Succeeds_IsDoneOnceMoreForWhatWasOnItsWay()
    {
        await using var app = await StartPurgedAsync();
        await app.Evictor.EvictAsync(["one"], Token);
        await WaitForAsync(1);

        await _clock.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _purger.Purges.Count(static purge => purge.Keys.Contains("one")) == 2, "it is purged again");
        await _clock.AdvanceUntilAsync(TimeSpan.FromSeconds(1), CountsTo(20), "nothing more comes");

        Assert.Equal(2, _purger.Purges.Count(static purge => purge.Keys.Contains("one")));
    }

    private static Func<bool> CountsTo(int steps) => () => steps-- <= 0;
}
