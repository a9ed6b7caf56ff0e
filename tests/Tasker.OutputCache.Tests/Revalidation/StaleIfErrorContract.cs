using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

public abstract class StaleIfErrorContract : RevalidationContract
{
    private static readonly Func<HttpContext, int, Task<IResult>> Succeed = static (_, run) => Task.FromResult(Results.Text($"run {run}"));

    private static Func<HttpContext, int, Task<IResult>> FailBy(string failure) => failure switch
    {
        "throws" => static (_, _) => throw new InvalidOperationException("failed"),
        _ => (_, _) => Task.FromResult(Results.StatusCode(int.Parse(failure, null))),
    };

    [Theory]
    [InlineData("throws")]
    [InlineData("500")]
    [InlineData("503")]
    public async Task Get_HandlerFailsForAMinute_EveryClientSeesTheLastGoodAnswerAndThenTheNewOne(string failure)
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);
        Handler.Behaviour = FailBy(failure);

        for (var second = 0; second < 60; second += 10)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync(app)));
            Assert.All(answers, static answer => Assert.Equal((200, "run 1"), (answer.Status, answer.Body)));
            Assert.All(answers, static answer => Assert.Contains(StaleIfError, answer.Cache, StringComparison.Ordinal));
            Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Handler.Behaviour = Succeed;
        await WaitForNoFlightAsync(app);
        var run = Handler.Runs + 1;
        await AssertGetAsync(app, $"run {run}", "fwd=stale");
        await AssertGetAsync(app, $"run {run}", "detail=near");
    }

    [Fact]
    public async Task Get_NobodyTurnsExceptionsIntoAnswers_OldAnswerAllTheSame()
    {
        await using var app = await StartClockedAsync(pipeline: UseCache);
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);
        Handler.Behaviour = FailBy("throws");

        await AssertGetAsync(app, "run 1", StaleIfError);
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_HandlerHangs_OneWaitsForItsBoundAndTheNextNotAtAll()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);
        Handler.Close();

        var first = GetAsync(app);
        await Handler.WaitForInsideAsync(1, Token);
        var others = Enumerable.Range(0, 20).Select(_ => GetAsync(app)).ToArray();
        await WaitAsync(() => app.Engine.Waiting == 20, "they wait");
        Assert.False(first.IsCompleted);
        await AdvanceUntilAnsweredAsync([first, .. others]);

        foreach (var answer in await Task.WhenAll([first, .. others]))
        {
            Assert.Equal((200, "run 1"), (answer.Status, answer.Body));
            Assert.Contains(StaleIfError, answer.Cache, StringComparison.Ordinal);
        }

        // The clock stands still: who had to wait would wait for ever.
        await AssertGetAsync(app, "run 1", StaleIfError);
        Assert.Equal(2, Handler.Runs);
        Handler.Open();
        await WaitForBodyAsync(app, "run 2");
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_AsManyHandlersHangAsMayRunBehindRequests_NoOtherIsBegun()
    {
        await using var app = await StartClockedAsync();
        var bound = app.Settings.Current.MaxRefreshes;
        var keys = Enumerable.Range(0, bound + 1).Select(static i => $"{Path}?namespace={i}").ToArray();
        foreach (var key in keys)
        {
            await GetAsync(app, key);
        }

        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl + Revalidate);
        Handler.Close();
        var hanging = keys[..bound].Select(key => GetAsync(app, key)).ToArray();
        await Handler.WaitForInsideAsync(bound, Token);
        await AdvanceUntilAnsweredAsync(hanging);
        await Task.WhenAll(hanging);

        // The clock stands still: who had to wait would wait for ever.
        await AssertGetAsync(app, $"run {keys.Length}", StaleIfError, keys[bound]);
        Assert.Equal(keys.Length + bound, Handler.Runs);

        Handler.Open();
        await WaitForBodyAsync(app, $"run {keys.Length + bound + 1}", keys[bound]);
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_AsManyHandlersHangAsMayRunBehindRequests_NoneIsBegunBehindARequest()
    {
        await using var app = await StartClockedAsync();
        var keys = Enumerable.Range(0, app.Settings.Current.MaxRefreshes).Select(static i => $"{Path}?namespace={i}").ToArray();
        foreach (var key in keys)
        {
            await GetAsync(app, key);
        }

        Clock.Advance(Revalidate);
        await GetAsync(app, Path);
        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl);
        Handler.Close();
        var hanging = keys.Select(key => GetAsync(app, key)).ToArray();
        await Handler.WaitForInsideAsync(keys.Length, Token);
        await AdvanceUntilAnsweredAsync(hanging);
        await Task.WhenAll(hanging);

        await AssertGetAsync(app, $"run {keys.Length + 1}", StaleWhileRevalidate, Path);

        Assert.Equal(keys.Length, app.Engine.Flights);
        Handler.Open();
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_HandlerHangsForEver_AnotherIsTriedInTheEnd()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);
        var forever = new TaskCompletionSource();
        Handler.Behaviour = async (_, run) =>
        {
            await (run == 2 ? forever.Task : Task.CompletedTask);
            return Results.Text($"run {run}");
        };
        var first = GetAsync(app);
        await Handler.WaitForRunsAsync(2, Token);

        await AdvanceUntilNoFlightAsync(app);

        Assert.Equal("run 1", (await first).Body);
        await AssertGetAsync(app, "run 3", "fwd=stale");
        await WaitForNoFlightAsync(app);
        forever.SetResult();
    }

    [Theory]
    [InlineData("404")]
    [InlineData("403")]
    [InlineData("400")]
    public async Task Get_HandlerAnswersWithAClientError_IsNotHidden(string status)
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);
        Handler.Behaviour = FailBy(status);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(int.Parse(status, null), (await GetAsync(app)).Status);
            Clock.Advance(TimeSpan.FromSeconds(1.5));
        }

        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_AnswerCanNotBeStoredAnyMore_IsNotHidden()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);
        Handler.Behaviour = static (context, run) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return Task.FromResult(Results.Text($"run {run}"));
        };

        await AssertGetAsync(app, "run 3", "no-store");
        await AssertGetAsync(app, "run 4", "no-store");
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_ExceptionThatTheHostMakesAClientErrorOf_IsNotHiddenFromThoseWhoWait()
    {
        await using var app = await StartClockedAsync(pipeline: app =>
        {
            app.UseExceptionHandler(new ExceptionHandlerOptions
            {
                StatusCodeSelector = static _ => 404,
                ExceptionHandler = static _ => Task.CompletedTask,
                AllowStatusCode404Response = true,
            });
            UseCache(app);
        });
        await FillAsync(app);
        Clock.Advance(Ttl + Revalidate);
        Handler.Behaviour = FailBy("throws");
        Handler.Close();
        var clients = Enumerable.Range(0, 10).Select(_ => app.Client.GetAsync(Path, Token)).ToArray();
        await WaitAsync(() => app.Engine.Waiting == 9, "they wait");

        Handler.Open();

        foreach (var response in await Task.WhenAll(clients))
        {
            Assert.Equal(404, (int)response.StatusCode);
        }

        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_AfterEveryWindow_TheErrorIsSeen()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl + Error);
        Handler.Behaviour = FailBy("500");

        Assert.Equal(500, (await GetAsync(app)).Status);
        await WaitForNoFlightAsync(app);
    }
}
