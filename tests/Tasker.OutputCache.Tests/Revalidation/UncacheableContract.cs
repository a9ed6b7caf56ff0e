using Microsoft.AspNetCore.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

public abstract class UncacheableContract : RevalidationContract
{
    private const int Clients = 200;

    [Theory]
    [InlineData("404")]
    [InlineData("no-store")]
    [InlineData("set-cookie")]
    public async Task Get_TwoHundredAndTheAnswerCanNotBeStored_AreNotServedOneAfterTheOther(string reason)
    {
        await using var app = await StartClockedAsync();
        Handler.Behaviour = (context, run) =>
        {
            if (reason == "no-store")
            {
                context.Response.Headers.CacheControl = reason;
            }
            else if (reason == "set-cookie")
            {
                context.Response.Cookies.Append("a", "b");
            }

            return Task.FromResult(reason == "404" ? Results.NotFound($"run {run}") : Results.Text($"run {run}"));
        };
        Handler.Close();
        var first = Enumerable.Range(0, Clients).Select(_ => GetAsync(app)).ToArray();
        await WaitAsync(() => app.Engine.Waiting == Clients - 1, "one computes, the others wait");
        Handler.Open();
        Assert.All(await Task.WhenAll(first), answer => Assert.Equal(reason == "404" ? 404 : 200, answer.Status));
        Assert.Equal(Clients, Handler.Runs);

        // While the mark is there, all are inside at the same time.
        Handler.Close();
        var second = Enumerable.Range(0, Clients).Select(_ => GetAsync(app)).ToArray();
        await Handler.WaitForInsideAsync(Clients, Token);
        Handler.Open();
        await Task.WhenAll(second);

        // And when it has ended, one tries for all.
        Clock.Advance(TimeSpan.FromSeconds(3));
        Handler.Close();
        var third = Enumerable.Range(0, Clients).Select(_ => GetAsync(app)).ToArray();
        await WaitAsync(() => app.Engine.Waiting == Clients - 1, "one computes, the others wait");
        Handler.Behaviour = static (_, run) => Task.FromResult(Results.Text($"run {run}"));
        Handler.Open();
        await Task.WhenAll(third);
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Get_FirstAnswerCanNotBeStored_TheOthersAreInsideAtTheSameTime()
    {
        await using var app = await StartClockedAsync();
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = 0;
        Handler.Behaviour = async (_, run) =>
        {
            if (run > 1)
            {
                Interlocked.Increment(ref entered);
                await letGo.Task;
            }

            return Results.NotFound();
        };
        Handler.Close();
        var clients = Enumerable.Range(0, Clients).Select(_ => GetAsync(app)).ToArray();
        await WaitAsync(() => app.Engine.Waiting == Clients - 1, "one computes, the others wait");

        Handler.Open();

        await WaitAsync(() => Volatile.Read(ref entered) == Clients - 1, "all the others compute");
        letGo.SetResult();
        await Task.WhenAll(clients);
        await WaitForNoFlightAsync(app);
    }
}
