using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation.Revival;

/// <summary>Responses that expired or were evicted live again where a validator finds nothing changed.</summary>
public abstract class RevivalContract : RevalidationContract
{
    private const string Revived = "fwd=stale";

    private int _version = 1;
    private int _validations;

    /// <summary>Gets or sets what happens while the validator runs.</summary>
    private Func<Task> Validating { get; set; } = static () => Task.CompletedTask;

    private async ValueTask<string?> FindVersionAsync(HttpContext context)
    {
        Interlocked.Increment(ref _validations);
        var version = Volatile.Read(ref _version);
        await Validating();
        return version.ToString(CultureInfo.InvariantCulture);
    }

    private Task<TestApp> StartVersionedAsync(Action<CacheResourceOptions>? resource = null, ILoggerProvider? logs = null, Func<HttpContext, ValueTask<string?>>? validator = null) => StartClockedAsync(
        app => app.MapGet(Path, Handler.Delegate).CacheAnalytics("performance", vary: ["hours=24", "namespace"]).CacheValidator(validator ?? FindVersionAsync),
        options =>
        {
            (options.StaleWhileRevalidate, options.StaleIfError) = (null, null);
            resource?.Invoke(options);
        },
        logs: logs);

    // The handler compares for itself, as handlers do that know HTTP.
    private Task<TestApp> StartConditionalAsync(Action<CacheResourceOptions>? resource = null)
    {
        Handler.Behaviour = (context, run) =>
        {
            var tag = $"\"v{Volatile.Read(ref _version)}\"";
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                Interlocked.Increment(ref _validations);
                return Task.FromResult(Results.StatusCode(304));
            }

            return Task.FromResult(Results.Text($"run {run}"));
        };
        return StartClockedAsync(
            app => app.MapGet(Path, Handler.Delegate).CacheAnalytics("performance", vary: ["hours=24", "namespace"]).CacheValidator(),
            options =>
            {
                (options.StaleWhileRevalidate, options.StaleIfError) = (null, null);
                resource?.Invoke(options);
            });
    }

    private static Task EvictAsync(TestApp app) => app.Evictor.EvictAsync([CacheTag.For("analytics")], Token).AsTask();

    private static async Task AssertAsync(TestApp app, string body, string? detail = null)
    {
        await AssertGetAsync(app, body, detail);
        await WaitForNoFlightAsync(app);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Evicted_VersionUnchanged_LivesAgain(bool isExpired)
    {
        await using var app = await StartVersionedAsync();
        await FillAsync(app);

        for (var i = 0; i < 3; i++)
        {
            if (isExpired)
            {
                Clock.Advance(Ttl);
            }
            else
            {
                await EvictAsync(app);
            }

            await AssertAsync(app, "run 1", Revived);
            await AssertAsync(app, "run 1", "; hit");
        }

        Assert.Equal((1, 4), (Handler.Runs, _validations));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Evicted_VersionChanged_IsComputed(bool isExpired)
    {
        await using var app = await StartVersionedAsync();
        await FillAsync(app);
        _version = 2;
        if (isExpired)
        {
            Clock.Advance(Ttl);
        }
        else
        {
            await EvictAsync(app);
        }

        await AssertAsync(app, "run 2", "fwd=miss");
        await EvictAsync(app);
        await AssertAsync(app, "run 2", Revived);
    }

    [Fact]
    public async Task Hit_DoesNotAskTheValidator()
    {
        await using var app = await StartVersionedAsync();
        await FillAsync(app);

        await AssertAsync(app, "run 1", "; hit");

        Assert.Equal(1, _validations);
    }

    [Fact]
    public async Task Version_IsFoundBeforeTheHandlerRuns()
    {
        await using var app = await StartVersionedAsync();

        // The data change while the handler runs: whether it has seen that is not known.
        Handler.Behaviour = (_, run) =>
        {
            Volatile.Write(ref _version, 2);
            return Task.FromResult(Results.Text($"run {run}"));
        };
        await FillAsync(app);
        await EvictAsync(app);

        await AssertAsync(app, "run 2", "fwd=miss");
    }

    [Fact]
    public async Task Eviction_WhileTheValidatorRuns_MakesTheRevivedVoid()
    {
        await using var app = await StartVersionedAsync();
        await FillAsync(app);
        await EvictAsync(app);

        // The version was read before that, and says nothing of what the eviction is for.
        Validating = async () =>
        {
            Validating = static () => Task.CompletedTask;
            await EvictAsync(app);
        };
        await AssertAsync(app, "run 2", "fwd=miss");
    }

    [Fact]
    public async Task Waiters_OfARevival_ShareIt()
    {
        await using var app = await StartVersionedAsync();
        await FillAsync(app);
        await EvictAsync(app);
        var gate = new TaskCompletionSource();
        Validating = () => gate.Task;

        var requests = Enumerable.Range(0, 5).Select(_ => GetAsync(app)).ToArray();
        await WaitAsync(() => app.Engine.Waiting == 4, "four requests wait");
        gate.SetResult();

        Assert.All(await Task.WhenAll(requests), static answer => Assert.Equal("run 1", answer.Body));
        Assert.Equal((1, 2), (Handler.Runs, _validations));
    }

    [Fact]
    public async Task Request_AfterAnEvictionDuringARevival_DoesNotJoinIt()
    {
        await using var app = await StartVersionedAsync();
        await FillAsync(app);
        await EvictAsync(app);
        var gate = new TaskCompletionSource();
        Validating = () => gate.Task;
        var first = GetAsync(app);
        await WaitAsync(() => Volatile.Read(ref _validations) == 2, "the validator runs");

        await EvictAsync(app);
        _version = 2;
        Validating = static () => Task.CompletedTask;
        var second = await GetAsync(app);
        gate.SetResult();

        Assert.NotEqual("run 1", second.Body);
        await first;
        await WaitForNoFlightAsync(app);
        await EvictAsync(app);
        Assert.NotEqual("run 1", (await GetAsync(app)).Body);
    }

    [Fact]
    public async Task Validator_Throws_IsComputedAndLogged()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartVersionedAsync(logs: logs, validator: static _ => throw new InvalidOperationException("No database."));
        await FillAsync(app);
        await EvictAsync(app);

        await AssertAsync(app, "run 2", "fwd=miss; stored");
        await AssertAsync(app, "run 2", "; hit");

        Assert.Equal("InvalidOperationException", (await logs.WaitForAsync(273, Deadline, Token)).Exception!.GetType().Name);
    }

    [Fact]
    public async Task Validator_KnowsNoVersion_IsComputed()
    {
        await using var app = await StartVersionedAsync(validator: static _ => ValueTask.FromResult<string?>(null));
        await FillAsync(app);
        await EvictAsync(app);

        await AssertAsync(app, "run 2", "fwd=miss; stored");
    }

    [Fact]
    public async Task Expired_PastTheWindow_IsComputed()
    {
        await using var app = await StartVersionedAsync(static options => options.Revival = TimeSpan.FromSeconds(10));
        await FillAsync(app);
        Clock.Advance(Ttl + TimeSpan.FromSeconds(10));

        await AssertAsync(app, "run 2", "fwd=miss");
    }

    [Fact]
    public async Task Expired_WithinTheWindow_IsNotShownWithoutTheValidator()
    {
        // The handler fails, and no window is open for errors.
        await using var app = await StartVersionedAsync();
        await FillAsync(app);
        Clock.Advance(Ttl);
        _version = 2;
        Handler.Behaviour = static (_, _) => throw new InvalidOperationException("broken");

        Assert.Equal(500, (await GetAsync(app)).Status);
    }

    [Fact]
    public async Task Refreshed_InTheBackground_HasItsVersion()
    {
        await using var app = await StartVersionedAsync(static options => options.StaleWhileRevalidate = Revalidate);
        await FillAsync(app);
        Clock.Advance(Ttl);
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await WaitForBodyAsync(app, "run 2");
        await WaitForNoFlightAsync(app);
        await EvictAsync(app);

        await AssertAsync(app, "run 2", Revived);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HandlersTag_Confirmed_LivesAgain(bool isExpired)
    {
        await using var app = await StartConditionalAsync();
        await FillAsync(app);

        for (var i = 1; i < 4; i++)
        {
            if (isExpired)
            {
                Clock.Advance(Ttl);
            }
            else
            {
                await EvictAsync(app);
            }

            await AssertAsync(app, "run 1", Revived);
            await AssertAsync(app, "run 1", "; hit");
            Assert.Equal(i, _validations);
        }
    }

    [Fact]
    public async Task HandlersTag_Changed_IsStoredAsItIs()
    {
        await using var app = await StartConditionalAsync();
        await FillAsync(app);
        _version = 2;
        await EvictAsync(app);

        await AssertAsync(app, "run 2", Revived);
        await AssertAsync(app, "run 2", "; hit");
        Assert.Equal((2, 0), (Handler.Runs, _validations));
    }

    [Fact]
    public async Task HandlersTag_EvictedWhileItCompares_IsNotServedAgain()
    {
        await using var app = await StartConditionalAsync();
        await FillAsync(app);
        await EvictAsync(app);
        var inner = Handler.Behaviour;
        Handler.Behaviour = async (context, run) =>
        {
            // It has compared already.
            var result = await inner(context, run);
            Handler.Behaviour = inner;
            await EvictAsync(app);
            Volatile.Write(ref _version, 2);
            return result;
        };

        await AssertAsync(app, "run 3", "fwd=miss");
    }

    [Theory]
    [InlineData("ETag", "\"other\"")]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Set-Cookie", "a=b")]
    public async Task NotModified_ThatSaysSomethingElse_DoesNotRevive(string header, string value)
    {
        await using var app = await StartConditionalAsync();
        await FillAsync(app);
        var inner = Handler.Behaviour;
        Handler.Behaviour = async (context, run) =>
        {
            var result = await inner(context, run);
            if (context.Request.Headers.IfNoneMatch.Count > 0)
            {
                context.Response.Headers[header] = value;
            }

            return result;
        };
        await EvictAsync(app);

        await AssertGetAsync(app, "run 3");
    }

    [Fact]
    public async Task HandlerFails_WhileItIsAsked_IsTheAnswer()
    {
        await using var app = await StartConditionalAsync();
        await FillAsync(app);
        await EvictAsync(app);
        Handler.Behaviour = static (_, _) => throw new InvalidOperationException("broken");

        Assert.Equal(500, (await GetAsync(app)).Status);
    }

    [Fact]
    public async Task HandlersDate_Confirmed_LivesAgain()
    {
        const string Modified = "Tue, 01 Sep 2026 10:00:00 GMT";
        await using var app = await StartConditionalAsync();
        Handler.Behaviour = (context, run) =>
        {
            context.Response.Headers.LastModified = Modified;
            return Task.FromResult(context.Request.Headers.IfModifiedSince == Modified ? Results.StatusCode(304) : Results.Text($"run {run}"));
        };
        await FillAsync(app);
        await EvictAsync(app);

        await AssertAsync(app, "run 1", Revived);
    }

    [Fact]
    public async Task NoValidator_OfAnEndpoint_IsComputedAsEver()
    {
        await using var app = await StartClockedAsync(resource: static options => (options.StaleWhileRevalidate, options.StaleIfError) = (null, null));
        await FillAsync(app);
        await EvictAsync(app);

        await AssertAsync(app, "run 2", "fwd=miss; stored");
    }
}
