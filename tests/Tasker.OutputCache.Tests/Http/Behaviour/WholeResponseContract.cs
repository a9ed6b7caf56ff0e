using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>What is stored is what a handler that ended normally has sent to an undisturbed client, all of it.</summary>
public abstract class WholeResponseContract : BehaviourContract
{
    private const string Whole = "half and half";

    private static readonly Dictionary<string, Func<HttpContext, Task>> Disturbances = new()
    {
        ["abort"] = static context => Task.Run(context.Abort),
        ["abort at once"] = static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
        ["exception"] = static _ => throw new InvalidOperationException("in mid-body"),
        ["token taken back"] = static async context =>
        {
            var original = context.RequestAborted;
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(original);
            context.RequestAborted = timeout.Token;
            await timeout.CancelAsync();
            context.RequestAborted = original;
        },
        ["body replaced"] = static context =>
        {
            context.Response.Body = new MemoryStream();
            return Task.CompletedTask;
        },
        ["feature replaced"] = static context =>
        {
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new MemoryStream()));
            return Task.CompletedTask;
        },
        ["writer completed with an exception"] = static context =>
        {
            context.Response.BodyWriter.Complete(new InvalidOperationException("in mid-body"));
            return Task.CompletedTask;
        },
        ["trailers"] = static context =>
        {
            if (context.Response.SupportsTrailers())
            {
                context.Response.AppendTrailer("X-Late", "1");
            }
            else
            {
                context.Abort();
            }

            return Task.CompletedTask;
        },
        ["time-out"] = static async context =>
        {
            // The handler gives up quietly.
            await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted));
        },
    };

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var name in Disturbances.Keys)
            {
                cases.Add(name, false);
                cases.Add(name, true);
            }

            return cases;
        }
    }

    private int _started;

    private Task<TestApp> StartAsync(Func<HttpContext, Task> disturb, Action<WebApplication>? behind = null, TimeSpan? timeout = null, Action<TaskerCachingOptions>? options = null, bool isPlain = false) => StartAsync(
        app =>
        {
            var endpoint = app.MapGet("/x", async (HttpContext context) =>
            {
                if (Interlocked.Increment(ref _started) == 1)
                {
                    await disturb(context);
                    return;
                }

                await context.Response.WriteAsync(Whole);
            }).WithMetadata(new RequestTimeoutAttribute((int)(timeout ?? Deadline).TotalMilliseconds));
            _ = isPlain ? endpoint.CacheOutput() : endpoint.CacheAnalytics("x");
        },
        options,
        static services => services.AddRequestTimeouts(),
        pipeline: app =>
        {
            app.Use(Swallow);
            UseCache(app);
            app.UseRequestTimeouts();
            behind?.Invoke(app);
        });

    // Whoever turns an exception into something else stands in front.
    private static RequestDelegate Swallow(RequestDelegate next) => async context =>
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = 500;
            }
        }
    };

    private static async Task<string?> TryGetAsync(TestApp app)
    {
        try
        {
            return await app.Client.GetStringAsync("/x", Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task AssertNotStoredAsync(TestApp app)
    {
        await TryGetAsync(app);
        Assert.Equal(Whole, await app.Client.GetStringAsync("/x", Token));
        Assert.Equal(Whole, await app.Client.GetStringAsync("/x", Token));
        Assert.True(_started >= 2, "The first answer was stored.");
    }

    private static TimeSpan? TimeoutOf(string name) => name == "time-out" ? TimeSpan.FromMilliseconds(100) : null;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Response_DisturbedInMidBody_IsNotStored(string name, bool flushed)
    {
        await using var app = await StartAsync(context => DisturbAsync(context, name, flushed), timeout: TimeoutOf(name));

        await AssertNotStoredAsync(app);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task FrameworksPolicies_DisturbedInMidBody_IsNotStored(string name, bool flushed)
    {
        await using var app = await StartAsync(context => DisturbAsync(context, name, flushed), timeout: TimeoutOf(name), isPlain: true);

        await AssertNotStoredAsync(app);
        Assert.Equal(2, _started);
    }

    private static async Task DisturbAsync(HttpContext context, string name, bool flushed)
    {
        await context.Response.WriteAsync("half");
        if (flushed)
        {
            await context.Response.Body.FlushAsync();
        }

        await Disturbances[name](context);
    }

    [Theory]
    [InlineData("abort")]
    [InlineData("exception")]
    [InlineData("token taken back")]
    [InlineData("time-out")]
    public async Task Leader_DisturbedInMidBody_OneOfThoseWhoWaitTakesOver(string name)
    {
        TestApp? app = null;
        await using var started = app = await StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                await WaitAsync(() => app!.Engine.Waiting == 3, "three requests that wait");
                await Disturbances[name](context);
            },
            timeout: name == "time-out" ? TimeSpan.FromSeconds(2) : null);

        var leader = TryGetAsync(app);
        await WaitAsync(() => Volatile.Read(ref _started) == 1, "a leader");
        var others = Enumerable.Range(0, 3).Select(_ => app.Client.GetStringAsync("/x", Token)).ToArray();

        Assert.All(await Task.WhenAll(others), static text => Assert.Equal(Whole, text));
        await leader;
        Assert.Equal(Whole, await app.Client.GetStringAsync("/x", Token));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    public async Task Body_NotAsLongAsItsHeader_IsNotStored(int length)
    {
        await using var app = await StartAsync(async context =>
        {
            context.Response.ContentLength = length;
            await context.Response.Body.WriteAsync("half"u8.ToArray());
        });

        await AssertNotStoredAsync(app);
    }

    [Fact]
    public async Task ExceptionHandler_BehindTheCache_ItsAnswerIsNotStored()
    {
        await using var app = await StartAsync(
            static _ => throw new InvalidOperationException("before the body"),
            static app => app.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandler = static context =>
                {
                    context.Response.StatusCode = 200;
                    return context.Response.WriteAsync("sorry");
                },
            }));

        await AssertNotStoredAsync(app);
    }

    [Fact]
    public async Task TimeOut_BeforeTheBody_IsNotStoredEvenIfItsStatusIsListed()
    {
        await using var app = await StartAsync(
            static context => Task.Delay(Timeout.Infinite, context.RequestAborted),
            timeout: TimeSpan.FromMilliseconds(100),
            options: static options =>
            {
                options.Resources["analytics"] = new();
                options.Resources["analytics"].Statuses.Add(200);
                options.Resources["analytics"].Statuses.Add(504);
            });

        await AssertNotStoredAsync(app);
    }

    [Fact]
    public async Task BodyWriter_NeverFlushed_IsStoredWholeOrNotAtAll()
    {
        await using var app = await StartAsync(static context =>
        {
            "written "u8.CopyTo(context.Response.BodyWriter.GetSpan(8));
            context.Response.BodyWriter.Advance(8);
            return Task.CompletedTask;
        });
        var first = await TryGetAsync(app);

        var second = await app.Client.GetStringAsync("/x", Token);

        Assert.True(second == Whole || second == "written ", $"After '{first}' came '{second}'.");
    }

    [Fact]
    public async Task Body_WrittenOnBehindItsEnd_IsStoredAsSentOrNotAtAll()
    {
        await using var app = await StartAsync(static async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.CompleteAsync();
            try
            {
                await context.Response.WriteAsync(" and more");
            }
            catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException)
            {
                // As servers may answer it.
            }
        });
        var first = await TryGetAsync(app);

        var second = await app.Client.GetStringAsync("/x", Token);

        Assert.True(second == Whole || second == first, $"After '{first}' came '{second}'.");
    }

    [Fact]
    public async Task Request_OfHttp10_IsStoredAsForOthers()
    {
        await using var app = await StartAsync(static context => context.Response.WriteAsync(Whole));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Version = HttpVersion.Version10 };

        using var first = await app.Client.SendAsync(request, Token);

        Assert.Equal(Whole, await first.Content.ReadAsStringAsync(Token));
        Assert.Equal(Whole, await app.Client.GetStringAsync("/x", Token));
        Assert.Equal(1, _started);
    }
}
