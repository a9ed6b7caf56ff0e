using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Revalidation.WarmUp;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

public abstract class WarmUpContract : RevalidationContract
{
    private static void AddHealth(IServiceCollection services) => services.AddHealthChecks().AddTaskerCache().AddTaskerCacheWarmUp();

    private static Task WaitUntilReadyAsync(HttpClient client) => Eventually.Async(
        async token =>
        {
            using var response = await client.GetAsync("/health", token);
            return response.StatusCode;
        },
        static status => status == HttpStatusCode.OK, Deadline, "ready", Token);

    private void Map(WebApplication app)
    {
        app.MapGet(Path, Handler.Delegate).CacheAnalytics("performance", vary: ["hours=24", "namespace"]);
        app.MapHealthChecks("/health");
    }

    [Fact]
    public async Task Get_FirstAfterReadiness_IsAHit()
    {
        Handler.Close();
        await using var app = await StartClockedAsync(
            Map,
            static options =>
            {
                options.WarmUp.Add(Path);
                options.WarmUp.Add(Path + "?namespace=payments&hours=24");
            },
            AddHealth);
        await Handler.WaitForInsideAsync(2, Token);
        using (var early = await app.Client.GetAsync("/health", Token))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        }

        Handler.Open();
        await WaitUntilReadyAsync(app.Client);

        Assert.Contains("detail=near", (await GetAsync(app)).Cache, StringComparison.Ordinal);
        Assert.Contains("detail=near", (await GetAsync(app, Path + "?namespace=payments")).Cache, StringComparison.Ordinal);
        Assert.Equal(2, Handler.Runs);
        Assert.Equal(0, app.Engine.Flights);
    }

    [Fact]
    public async Task Start_SomeFail_IsLoggedAndTheHostIsReady()
    {
        using var logs = new CollectingLoggerProvider();
        Handler.Behaviour = static (context, run) => context.Request.Query["namespace"] == "bad" ? throw new InvalidOperationException("failed") : Task.FromResult(Results.Text($"run {run}"));
        await using var app = await StartClockedAsync(
            Map,
            static options =>
            {
                options.WarmUp.Add("/nowhere");
                options.WarmUp.Add(Path + "?namespace=bad");
                options.WarmUp.Add(Path);
                options.WarmUp.Add("/health");
            },
            services =>
            {
                AddHealth(services);
                new ServiceCollectionSources(services).AddFailing();
            },
            logs,
            UseCache);

        await WaitUntilReadyAsync(app.Client);

        Assert.Contains("detail=near", (await GetAsync(app)).Cache, StringComparison.Ordinal);
        Assert.Contains(logs.Entries, static entry => entry.EventId.Name == "WarmUpFailed" && entry.Message.Contains("'/nowhere'", StringComparison.Ordinal) && entry.Message.Contains("404", StringComparison.Ordinal));
        Assert.Contains(logs.Entries, static entry => entry.EventId.Name == "WarmUpFailed" && entry.Message.Contains("namespace=bad", StringComparison.Ordinal));
        Assert.Contains(logs.Entries, static entry => entry.EventId.Name == "WarmUpFailed" && entry.Message.Contains("'/health'", StringComparison.Ordinal));
        Assert.Contains(logs.Entries, static entry => entry.EventId.Name == "WarmUpSourceFailed");
        Assert.Contains(logs.Entries, static entry => entry.EventId.Name == "WarmUpEnded" && entry.Message.Contains("Warmed up 2 of 5", StringComparison.Ordinal));
    }

    /// <summary>Sources that yield something and then throw.</summary>
    private sealed class ServiceCollectionSources(IServiceCollection services)
    {
        public void AddFailing() =>
            services.AddSingleton(new WarmUpSource("analytics", static (_, _) => YieldAsync()));

        private static async IAsyncEnumerable<string> YieldAsync()
        {
            await Task.CompletedTask;
            yield return Path + "?namespace=listed";
            throw new InvalidOperationException("the source");
        }
    }

    [Fact]
    public async Task Start_HandlerHangsAndTheHostStops_DoesNotWaitForIt()
    {
        var forever = new TaskCompletionSource();
        Handler.Behaviour = async (_, _) =>
        {
            await forever.Task;
            return Results.Text("late");
        };
        var app = await StartClockedAsync(Map, static options => options.WarmUp.Add(Path), AddHealth);
        await Handler.WaitForRunsAsync(1, Token);

        await app.DisposeAsync().AsTask().WaitAsync(Deadline, Token);

        forever.SetResult();
    }

    [Fact]
    public async Task Start_HostRedirectsToHttps_IsNotRedirected()
    {
        await using var app = await StartClockedAsync(
            Map,
            static options => options.WarmUp.Add(Path),
            static services =>
            {
                AddHealth(services);
                services.AddHttpsRedirection(static options => options.HttpsPort = 443);
            },
            pipeline: app =>
            {
                app.UseWhen(static context => context.Request.Path != "/health", static branch => branch.UseHttpsRedirection());
                UseCache(app);
            });

        await WaitUntilReadyAsync(app.Client);

        Assert.Equal(1, Handler.Runs);
    }

    [Fact]
    public async Task Start_SourceYieldsWhatIsNoPath_CostsThatOneOnly()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartClockedAsync(
            Map,
            static _ => { },
            static services =>
            {
                AddHealth(services);
                services.AddSingleton(new WarmUpSource("analytics", static (_, _) => YieldAsync()));
            },
            logs,
            UseCache);

        await WaitUntilReadyAsync(app.Client);

        Assert.Contains("detail=near", (await GetAsync(app)).Cache, StringComparison.Ordinal);
        Assert.Equal(2, logs.Entries.Count(static entry => entry.EventId.Name == "WarmUpFailed"));
        Assert.Contains(logs.Entries, static entry => entry.EventId.Name == "WarmUpFailed" && entry.Message.Contains("'v1/no-slash'", StringComparison.Ordinal));
        Assert.False(app.Services.GetRequiredService<Replayer>().AreAny);

        static async IAsyncEnumerable<string> YieldAsync()
        {
            await Task.CompletedTask;
            yield return "v1/no-slash";
            yield return null!;
            yield return Path;
        }
    }

    [Fact]
    public async Task Start_SourceHangsAndTheHostStops_WaitsNoLongerThanTheHostMay()
    {
        var entered = new TaskCompletionSource();
        var forever = new TaskCompletionSource();
        await using var app = await StartClockedAsync(services: services => services.AddSingleton(new WarmUpSource("analytics", (_, _) => YieldAsync())));
        await entered.Task.WaitAsync(Deadline, Token);

        var stopping = app.Services.GetRequiredService<WarmUpService>().StoppingAsync(new CancellationToken(canceled: true));
        await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromSeconds(30), Token));
        var hasStopped = stopping.IsCompletedSuccessfully;
        forever.SetResult();

        Assert.True(hasStopped);

        async IAsyncEnumerable<string> YieldAsync()
        {
            entered.SetResult();
            await forever.Task;
            yield break;
        }
    }
}
