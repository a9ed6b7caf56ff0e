using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

/// <summary>Neither window serves what was evicted, whenever the eviction comes.</summary>
public abstract class EvictionContract : RevalidationContract
{
    private static async Task EvictAsync(TestApp app, EvictionMode mode = EvictionMode.Hard) =>
        Assert.Equal(EvictionResult.Confirmed, await app.Evictor.EvictAsync(["analytics"], mode, Token));

    [Theory]
    [InlineData(60)]
    [InlineData(90)]
    public async Task Get_EvictedInAWindow_ComputesAnew(int age)
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(TimeSpan.FromSeconds(age));
        await EvictAsync(app);

        await AssertGetAsync(app, "run 2", "fwd=miss");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(90)]
    public async Task Get_EvictedInAWindowAndTheHandlerFails_TheErrorIsSeen(int age)
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(TimeSpan.FromSeconds(age));
        await EvictAsync(app);
        Handler.Behaviour = static (_, _) => Task.FromResult(Results.StatusCode(500));

        Assert.Equal(500, (await GetAsync(app)).Status);
    }

    [Fact]
    public async Task Get_EvictedDuringTheReplay_NeitherTheOldNorTheReplayedAnswer()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl);
        Handler.Close();
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await Handler.WaitForInsideAsync(1, Token);

        await EvictAsync(app);
        var after = GetAsync(app);
        await Handler.WaitForInsideAsync(2, Token);
        Handler.Open();

        Assert.Equal("run 3", (await after).Body);
        await WaitForNoFlightAsync(app);
        await AssertGetAsync(app, "run 3", "detail=near");
    }

    [Fact]
    public async Task Get_EvictedWhileTheHandlerFails_NotTheOldAnswer()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);
        Handler.Close();
        Handler.Behaviour = static (_, run) => Task.FromResult(run == 2 ? Results.StatusCode(500) : Results.Text($"run {run}"));
        var leader = GetAsync(app);
        await Handler.WaitForInsideAsync(1, Token);
        var waiters = Enumerable.Range(0, 10).Select(_ => GetAsync(app)).ToArray();
        await WaitAsync(() => app.Engine.Waiting == 10, "they wait");

        await EvictAsync(app);
        Handler.Open();

        foreach (var answer in await Task.WhenAll([leader, .. waiters]))
        {
            Assert.Equal(200, answer.Status);
            Assert.NotEqual("run 1", answer.Body);
        }

        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_EvictedWhileTheHandlerHangs_ThoseWhoWaitedShareOneComputation()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);
        Handler.Close();
        var leader = GetAsync(app);
        await Handler.WaitForInsideAsync(1, Token);
        var waiters = Enumerable.Range(0, 50).Select(_ => GetAsync(app)).ToArray();
        await WaitAsync(() => app.Engine.Waiting == 50, "they wait");

        await EvictAsync(app);

        // The first one computes for itself, the others together.
        await Clock.AdvanceUntilAsync(Step, () => Handler.Runs == 4 && app.Engine.Waiting == 49, "they wait again");
        await Handler.WaitForInsideAsync(3, Token);
        Assert.Equal((4, 49), (Handler.Runs, app.Engine.Waiting));
        Handler.Open();
        foreach (var answer in await Task.WhenAll([leader, .. waiters]))
        {
            Assert.Equal(200, answer.Status);
            Assert.NotEqual("run 1", answer.Body);
            Assert.NotEqual("run 2", answer.Body);
        }

        await WaitForNoFlightAsync(app);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(600)]
    public async Task Get_EvictedSoftly_StaleAtOnceThenOneReplayThenTheNewOne(int window)
    {
        await using var app = await StartClockedAsync(resource: options =>
        {
            options.StaleWhileRevalidate = TimeSpan.FromSeconds(window);
            options.StaleIfError = TimeSpan.FromSeconds(window);
        });
        await FillAsync(app);
        Handler.Close();

        await EvictAsync(app, EvictionMode.Soft);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => GetAsync(app)));

        Assert.All(answers, static answer => Assert.Equal((200, "run 1"), (answer.Status, answer.Body)));
        Assert.All(answers, static answer => Assert.Contains(StaleWhileRevalidate, answer.Cache, StringComparison.Ordinal));
        Handler.Open();
        await WaitForBodyAsync(app, "run 2");
        await AssertGetAsync(app, "run 2", "detail=near");
        Assert.Equal(2, Handler.Runs);
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_EvictedSoftlyDuringTheReplay_TheReplayedAnswerIsStaleToo()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl);
        Handler.Close();
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await Handler.WaitForInsideAsync(1, Token);

        await EvictAsync(app, EvictionMode.Soft);
        Handler.Open();
        await WaitForNoFlightAsync(app);

        await AssertGetAsync(app, "run 2", StaleWhileRevalidate);
        await WaitForBodyAsync(app, "run 3");
    }

    [Fact]
    public async Task Get_EvictedSoftlyAndGone_TheAnswerThatItIsGoneIsNotHidden()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Handler.Behaviour = static (_, _) => Task.FromResult(Results.NotFound());

        await EvictAsync(app, EvictionMode.Soft);
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await Handler.WaitForRunsAsync(2, Token);
        await WaitForNoFlightAsync(app);

        Assert.Equal(404, (await GetAsync(app)).Status);
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(404, (await GetAsync(app)).Status);
    }

    [Fact]
    public async Task Get_EvictedSoftlyThenHard_ComputesAnew()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);

        await EvictAsync(app, EvictionMode.Soft);
        await EvictAsync(app);

        await AssertGetAsync(app, "run 2", "fwd=miss");
    }
}
