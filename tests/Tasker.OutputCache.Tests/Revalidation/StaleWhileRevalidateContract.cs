using Microsoft.AspNetCore.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

public abstract class StaleWhileRevalidateContract : RevalidationContract
{
    [Fact]
    public async Task Get_PartsOfASecondLater_AreNotCounted()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);

        Clock.Advance(TimeSpan.FromSeconds(1.9));
        await AssertGetAsync(app, "run 1", "ttl=58;");

        Clock.Advance(Ttl - TimeSpan.FromSeconds(0.4));
        await AssertGetAsync(app, "run 1", "ttl=-2;");
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_FiveHundredOnExpiry_AllAnsweredAtOnceAndComputedOnce()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Handler.Close();
        Clock.Advance(Ttl);

        // Nobody can have waited: the handler is held until all have their answers.
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => GetAsync(app)));
        await Handler.WaitForInsideAsync(1, Token);

        Assert.All(answers, static answer => Assert.Equal((200, "run 1"), (answer.Status, answer.Body)));
        Assert.All(answers, static answer => Assert.Contains(StaleWhileRevalidate, answer.Cache, StringComparison.Ordinal));
        Handler.Open();
        await WaitForBodyAsync(app, "run 2");
        await WaitForNoFlightAsync(app);
        Assert.Equal(2, Handler.Runs);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("500")]
    public async Task Get_ReplayFails_OldAnswerStaysAndIsTriedAgainAfterAPause(string failure)
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl);
        Handler.Behaviour = (_, _) => failure == "throws" ? throw new InvalidOperationException("failed") : Task.FromResult(Results.StatusCode(500));

        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await Handler.WaitForRunsAsync(2, Token);
        await WaitForNoFlightAsync(app);
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        Assert.Equal(2, Handler.Runs);

        Handler.Behaviour = static (_, run) => Task.FromResult(Results.Text($"run {run}"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await WaitForBodyAsync(app, "run 3");
    }

    [Fact]
    public async Task Get_AfterTheWindow_TriesFirst()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);

        await AssertGetAsync(app, "run 2", "fwd=stale");
        await AssertGetAsync(app, "run 2", "detail=near");
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_NoWindowForErrorsAndRevalidationOver_ComputesAnew()
    {
        await using var app = await StartClockedAsync(resource: static options => options.StaleIfError = TimeSpan.Zero);
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);

        await AssertGetAsync(app, "run 2", "fwd=miss");
    }

    [Fact]
    public async Task Get_WindowEndsWhileTheReplayRunsAndFails_WaiterComputesInsteadOfShowingTheOldAnswer()
    {
        await using var app = await StartClockedAsync(resource: static options =>
        {
            options.StaleWhileRevalidate = TimeSpan.FromSeconds(10);
            options.StaleIfError = TimeSpan.Zero;
        });
        await FillAsync(app);
        Clock.Advance(Ttl);
        Handler.Close();
        Handler.Behaviour = static (_, run) => run == 2 ? throw new InvalidOperationException("failed") : Task.FromResult(Results.Text($"run {run}"));
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await Handler.WaitForInsideAsync(1, Token);
        Clock.Advance(TimeSpan.FromSeconds(10));

        var late = GetAsync(app);
        await WaitAsync(() => app.Engine.Waiting == 1, "it waits for the replay");
        Handler.Open();

        var answer = await late;
        Assert.Equal((200, "run 3"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Get_ReplayHangs_IsGivenUpAndNothingIsLeftBehind()
    {
        await using var app = await StartClockedAsync(resource: static options => options.StaleWhileRevalidate = TimeSpan.FromSeconds(300));
        await FillAsync(app);
        Clock.Advance(Ttl);
        var forever = new TaskCompletionSource();
        Handler.Behaviour = async (_, run) =>
        {
            if (run == 2)
            {
                // It does not care for its token.
                await forever.Task;
            }

            return Results.Text($"run {run}");
        };
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await Handler.WaitForRunsAsync(2, Token);

        await AdvanceUntilNoFlightAsync(app);

        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await WaitForBodyAsync(app, "run 3");

        // What it delivers in the end is older than what is held, and nobody waits for it.
        forever.SetResult();
        await AssertGetAsync(app, "run 3");
    }
}
