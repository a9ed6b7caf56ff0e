using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

/// <summary>Windows that a response opens or closes itself (RFC 5861, RFC 9111 section 4.2.4).</summary>
public abstract class ResponseWindowContract : RevalidationContract
{
    private void Say(string control, string name = "Cache-Control") => Handler.Behaviour = (context, run) =>
    {
        context.Response.Headers[name] = control;
        return Task.FromResult(Results.Text($"run {run}"));
    };

    private static void Honor(CacheResourceOptions resource) => resource.HonorCacheControl = true;

    private static void HonorWithoutLimits(CacheResourceOptions resource)
    {
        resource.HonorCacheControl = true;
        resource.StaleWhileRevalidate = null;
        resource.StaleIfError = null;
    }

    private static void Target(CacheResourceOptions resource) => resource.TargetedCacheControl.Add("CDN-Cache-Control");

    [Theory]
    [InlineData("max-age=60, must-revalidate")]
    [InlineData("max-age=60, proxy-revalidate")]
    [InlineData("s-maxage=60")]
    [InlineData("max-age=60, must-revalidate, stale-while-revalidate=20, stale-if-error=20")]
    [InlineData("max-age=60, stale-while-revalidate=0, stale-if-error=0")]
    [InlineData("max-age=60, stale-while-revalidate=x, stale-if-error=1.5")]
    public async Task Response_WantsToBeFresh_IsNotShownStale(string control)
    {
        await using var app = await StartClockedAsync(resource: Honor);
        Say(control);
        await FillAsync(app);

        Clock.Advance(Ttl);

        await AssertGetAsync(app, "run 2", "fwd=miss");
    }

    [Fact]
    public async Task Response_WantsToBeFresh_ItsErrorIsSeen()
    {
        await using var app = await StartClockedAsync(resource: Honor);
        Say("max-age=60, must-revalidate");
        await FillAsync(app);
        Clock.Advance(Ttl);
        Handler.Behaviour = static (_, _) => Task.FromResult(Results.StatusCode(503));

        Assert.Equal(503, (await GetAsync(app)).Status);
    }

    [Fact]
    public async Task Response_SaysNothingOfWindows_ThoseOfTheResourceAreOpen()
    {
        await using var app = await StartClockedAsync(resource: Honor);
        Say("max-age=60");
        await FillAsync(app);

        Clock.Advance(Ttl);

        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Response_OpensAWindow_ForThatLongOnly()
    {
        await using var app = await StartClockedAsync(resource: HonorWithoutLimits);
        Say("max-age=60, stale-while-revalidate=500");
        await FillAsync(app);

        Clock.Advance(Ttl + TimeSpan.FromSeconds(499));
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await WaitForBodyAsync(app, "run 2");
        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl + TimeSpan.FromSeconds(501));

        await AssertGetAsync(app, "run 3", "fwd=miss");
    }

    [Fact]
    public async Task Response_OpensAWindow_NotBeyondTheLimitOfTheResource()
    {
        await using var app = await StartClockedAsync(resource: Honor);
        Say("max-age=60, stale-while-revalidate=5000, stale-if-error=0");
        await FillAsync(app);

        Clock.Advance(Ttl + Revalidate);

        await AssertGetAsync(app, "run 2", "fwd=miss");
    }

    [Fact]
    public async Task Response_OpensAWindowForErrors_OldAnswerWhileItFails()
    {
        await using var app = await StartClockedAsync(resource: HonorWithoutLimits);
        Say("max-age=60, stale-if-error=100");
        await FillAsync(app);
        Handler.Behaviour = static (_, _) => Task.FromResult(Results.StatusCode(503));

        Clock.Advance(Ttl + TimeSpan.FromSeconds(99));
        await AssertGetAsync(app, "run 1", StaleIfError);
        await WaitForNoFlightAsync(app);
        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(503, (await GetAsync(app)).Status);
    }

    [Fact]
    public async Task Response_OpensAWindow_ResourceDoesNotHonor_IsNotHeard()
    {
        await using var app = await StartClockedAsync(resource: static resource => HonorNothing(resource));
        Say("max-age=60, stale-while-revalidate=500");
        await FillAsync(app);

        Clock.Advance(Ttl);

        await AssertGetAsync(app, "run 2", "fwd=miss");
    }

    private static void HonorNothing(CacheResourceOptions resource)
    {
        HonorWithoutLimits(resource);
        resource.HonorCacheControl = null;
    }

    [Fact]
    public async Task TargetedField_OpensAndClosesWindows()
    {
        await using var app = await StartClockedAsync(resource: Target);
        Say("max-age=60, stale-while-revalidate=10, stale-if-error=0", "CDN-Cache-Control");
        await FillAsync(app);

        Clock.Advance(Ttl + TimeSpan.FromSeconds(9));
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await WaitForBodyAsync(app, "run 2");
        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl + TimeSpan.FromSeconds(10));

        await AssertGetAsync(app, "run 3", "fwd=miss");
    }

    [Fact]
    public async Task Response_OpensAWindow_AnotherInstanceKnowsItFromTheSharedTier()
    {
        var log = new InMemoryEvictionLog(Clock, TimeSpan.FromHours(2));
        var store = new FakeFarStore(Clock);
        Say("max-age=60, stale-while-revalidate=500");
        await using var left = await StartSharedAsync(log, store);
        await FillAsync(left);
        await WaitAsync(() => new FakeFarTier(store).Peek("tasker:analytics:performance:24") is not null, "it is in the shared tier");
        Clock.Advance(Ttl + TimeSpan.FromSeconds(100));
        await using var right = await StartSharedAsync(log, store);

        await AssertGetAsync(right, "run 1", StaleWhileRevalidate);
        await WaitForNoFlightAsync(right);
    }

    private Task<TestApp> StartSharedAsync(InMemoryEvictionLog log, FakeFarStore store) => StartClockedAsync(
        resource: HonorWithoutLimits,
        services: services =>
        {
            services.Configure<TaskerCachingOptions>(static options => options.Backend = "redis");
            services.AddSingleton<ICacheBackendProvider>(new TestBackend(new FakeEvictionLog(log), new FakeFarTier(store)));
        });

    [Fact]
    public async Task MiddlewareInFront_ClosesAWindow_IsNotStored()
    {
        await using var app = await StartClockedAsync(
            resource: Honor,
            pipeline: host =>
            {
                host.Use(static next => context =>
                {
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Headers.CacheControl = "max-age=60, must-revalidate";
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                UseCache(host);
            });
        Say("max-age=60");
        await FillAsync(app);

        await AssertGetAsync(app, "run 2", "fwd=miss");
    }
}
