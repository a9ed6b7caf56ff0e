using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>Whatever a handler reads beside its key, nobody gets an answer that was made for another client.</summary>
public abstract class ObservationContract : HttpContract
{
    private int _runs;

    public static TheoryData<string> Names => Readings.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Get_HandlerReadsWhatIsNotInTheKey_EveryClientHasItsOwnAndOneLineSaysSo(string name)
    {
        var reading = Readings.Of(name);
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartReadingAsync(reading, isRepaired: false, logs);

        for (var round = 0; round < 2; round++)
        {
            foreach (var client in new[] { "a", "b", "a" })
            {
                var response = await SendAsync(app, client);
                Assert.Equal(await FreshAsync(app, client), await AnswerOf(response));
                Assert.Equal($"tasker; fwd=miss; detail={reading.Reason}", StatusOf(response));
            }
        }

        var line = Assert.Single(logs.Entries, entry => entry.Level >= LogLevel.Warning && entry.Message.Contains(reading.Input, StringComparison.Ordinal));
        Assert.Contains("'analytics/x'", line.Message, StringComparison.Ordinal);
        Assert.Contains(reading.Fix, line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Get_WithTheFix_Hits(string name)
    {
        var reading = Readings.Of(name);
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartReadingAsync(reading, isRepaired: true, logs);
        var first = await (await SendAsync(app, "a")).Content.ReadAsStringAsync(Token);
        var other = await SendAsync(app, "b");

        var hit = await SendAsync(app, "a");

        Assert.StartsWith("tasker; hit", StatusOf(hit), StringComparison.Ordinal);
        Assert.Equal(first, await hit.Content.ReadAsStringAsync(Token));
        Assert.Equal(await FreshAsync(app, "b"), await AnswerOf(other));
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Theory]
    [InlineData("header:User-Agent", "User-Agent")]
    [InlineData("header:Referer", "Referer")]
    [InlineData("header:X-Forwarded-For", "X-Forwarded-For")]
    [InlineData("header:traceparent", "traceparent")]
    public async Task Get_HandlerReadsWhatIsMostlyLogged_IsStoredAndTold(string input, string header)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) => $"{context.Request.Headers[header].Count} {Count()}").CacheAnalytics("x"), logs: logs);

        var first = await app.Client.GetStringAsync("/x", Token);

        Assert.Equal(first, await app.Client.GetStringAsync("/x", Token));
        var line = Assert.Single(logs.Entries, static entry => entry.EventId.Name == "UndeclaredInputReported");
        Assert.Contains($"Ignore = [\"{input}\"]", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query", "undeclared-query")]
    [InlineData("headers", "undeclared-headers")]
    [InlineData("cookies", "undeclared-cookies")]
    public async Task Get_HandlerLooksForNames_NoClientGetsWhatAnotherDidNotHave(string what, string reason)
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            // A client without such names would leave no read of one.
            var names = what switch { "query" => context.Request.Query.Keys, "headers" => context.Request.Headers.Keys, _ => context.Request.Cookies.Keys };
            return $"{string.Join(',', names.Where(static name => name.StartsWith("f-", StringComparison.OrdinalIgnoreCase)).Order())} {Count()}";
        }).CacheAnalytics("x"));

        foreach (var names in new[] { "", "f-a", "", "f-b" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, what == "query" && names.Length > 0 ? $"/x?{names}=1" : "/x");
            if (names.Length > 0)
            {
                request.Headers.Add(names, "1");
                request.Headers.Add("Cookie", $"{names}=1");
            }

            using var response = await app.Client.SendAsync(request, Token);
            Assert.StartsWith($"{names} #", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            Assert.Equal($"tasker; fwd=miss; detail={reason}", StatusOf(response));
        }
    }

    [Theory]
    [InlineData("query", "undeclared-query")]
    [InlineData("headers", "undeclared-headers")]
    [InlineData("cookies", "undeclared-cookies")]
    public async Task Get_HandlerCounts_IsRefused(string what, string reason)
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) =>
            $"{(what switch { "query" => context.Request.Query.Count, "headers" => context.Request.Headers.Count, _ => context.Request.Cookies.Count })} {Count()}").CacheAnalytics("x"));

        Assert.Equal($"tasker; fwd=miss; detail={reason}", StatusOf(await app.Client.GetAsync("/x", Token)));
    }

    [Fact]
    public async Task Get_HandlerReadsPathAndMethod_IsStored()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) => $"{context.Request.Path}{context.Request.Method} {Count()}").CacheAnalytics("x"));

        Assert.Equal(await app.Client.GetStringAsync("/x", Token), await app.Client.GetStringAsync("/x", Token));
    }

    [Theory]
    [InlineData(UndeclaredInputs.Report, 1)]
    [InlineData(UndeclaredInputs.Ignore, 0)]
    public async Task Get_ResourceReportsOrIgnoresInputs_IsStored(UndeclaredInputs inputs, int lines)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app => app.MapGet("/x", (HttpContext context) => $"{context.Request.Headers["X-Shop"]} {Count()}").CacheAnalytics("x"),
            options => options.Resources["analytics"] = new CacheResourceOptions { Inputs = inputs },
            logs: logs);

        Assert.Equal(await app.Client.GetStringAsync("/x", Token), await app.Client.GetStringAsync("/x", Token));
        Assert.Equal(lines, logs.Entries.Count(static entry => entry.EventId.Name == "UndeclaredInputReported"));
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Get_InputIgnoredByTheResource_IsStored()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (HttpContext context) => $"{context.Request.Headers["X-Shop"]}{context.Request.Host} {Count()}").CacheAnalytics("x"),
            static options => options.Resources["analytics"] = new CacheResourceOptions { Ignore = { "header:x-shop", "request:host" } });

        Assert.Equal(await app.Client.GetStringAsync("/x", Token), await app.Client.GetStringAsync("/x", Token));
    }

    [Fact]
    public async Task Get_MiddlewareBehindTheCacheReads_IsRefusedAndInFrontOfItIsNot()
    {
        await using var behind = await StartAsync(MapPlain, pipeline: app =>
        {
            UseCache(app);
            app.Use(ReadShop);
        });
        await using var inFront = await StartAsync(MapPlain, pipeline: app =>
        {
            app.Use(ReadShop);
            UseCache(app);
        });

        await behind.Client.GetStringAsync("/x", Token);
        await inFront.Client.GetStringAsync("/x", Token);

        Assert.Equal("tasker; fwd=miss; detail=undeclared-header-x-shop", StatusOf(await behind.Client.GetAsync("/x", Token)));
        Assert.StartsWith("tasker; hit", StatusOf(await inFront.Client.GetAsync("/x", Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_MiddlewareInFrontLooksAfterwardsAndAtTheStart_IsStoredAndSeesItsOwnFeatures()
    {
        var isOwn = false;
        await using var app = await StartAsync(MapPlain, pipeline: app =>
        {
            app.Use(async (context, next) =>
            {
                var (request, query) = (context.Features.Get<IHttpRequestFeature>(), context.Features.Get<IQueryFeature>());
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers["X-Request"] = context.Request.Headers["X-Shop"].ToString();
                    return Task.CompletedTask;
                });
                await next(context);
                isOwn = ReferenceEquals(request, context.Features.Get<IHttpRequestFeature>()) && ReferenceEquals(query, context.Features.Get<IQueryFeature>());
                _ = $"{context.Request.Headers["X-Shop"]}{context.Request.Host}{context.Request.Cookies["theme"]}";
            });
            UseCache(app);
        });

        await app.Client.GetStringAsync("/x", Token);
        Assert.True(isOwn);
        Assert.StartsWith("tasker; hit", StatusOf(await app.Client.GetAsync("/x", Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_HandlerReadsAfterItHasBegunToAnswer_IsNotStored()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("shop ");
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync($"{context.Request.Headers["X-Shop"]} {Count()}");
        }).CacheAnalytics("x"));

        Assert.NotEqual(await app.Client.GetStringAsync("/x", Token), await app.Client.GetStringAsync("/x", Token));
    }

    [Fact]
    public async Task Get_HandlerReadsInItsOwnOnStarting_NoClientGetsAnothersHeader()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Answer"] = context.Request.Headers["X-Shop"];
                return Task.CompletedTask;
            });
            return Count();
        }).CacheAnalytics("x"));

        foreach (var client in new[] { "a", "b", "a", "b" })
        {
            using var response = await SendAsync(app, client);
            Assert.Equal(client, Assert.Single(response.Headers.GetValues("X-Answer")));
            Assert.Equal("tasker; fwd=miss; detail=undeclared-header-x-shop", StatusOf(response));
        }
    }

    [Fact]
    public async Task Get_HandlerReadsOnOtherThreads_IsRefused()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => context.Request.Headers[$"X-Shop-{number}"].ToString())));
            return Count();
        }).CacheAnalytics("x"));

        await app.Client.GetStringAsync("/x", Token);

        Assert.StartsWith("tasker; fwd=miss; detail=undeclared-header-x-shop-", StatusOf(await app.Client.GetAsync("/x", Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ItemThatWasSetInFront_IsStoredAndTold()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app => app.MapGet("/x", (HttpContext context) =>
            {
                context.Items["own"] = 1;
                return $"{context.Items["own"]} {context.Items["shop"]} {Count()}";
            }).CacheAnalytics("x"),
            logs: logs,
            pipeline: app =>
            {
                app.Use((context, next) =>
                {
                    context.Items["shop"] = "set in front";
                    return next(context);
                });
                UseCache(app);
            });

        Assert.Equal(await app.Client.GetStringAsync("/x", Token), await app.Client.GetStringAsync("/x", Token));
        Assert.Contains("the item 'shop'", Assert.Single(logs.Entries, static entry => entry.EventId.Name == "UndeclaredInputReported").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_EveryoneSharesAndHandlerAsksWhetherSomebodyIsSignedIn_IsRefused()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (HttpContext context) => $"{context.User.Identity?.IsAuthenticated} {Count()}").CacheAnalytics("x", configure: static options => options.Partition = CachePartition.Everyone),
            services: AddUsers,
            pipeline: UseUsers);

        await SendAsync(app, "a");

        Assert.Equal("tasker; fwd=miss; detail=undeclared-claim-signed-in", StatusOf(await SendAsync(app, "a")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_FirstClientHasNoUserAndNoCertificate_TheNextHasItsOwnAnswer(bool isOfUser)
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (HttpContext context) => $"{(isOfUser ? context.User.FindFirst("plan")?.Value : context.Connection.ClientCertificate?.Subject)} {Count()}")
                .CacheAnalytics("x", configure: static options => options.Partition = CachePartition.Everyone),
            pipeline: app =>
            {
                // As servers and authentication do it: a client that shows nothing has no feature.
                app.Use((context, next) =>
                {
                    if (context.Request.Query.ContainsKey("known"))
                    {
                        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("plan", "CN=client a")], "test"));
                        context.Features.Set<ITlsConnectionFeature>(new ClientTls("a"));
                    }

                    return next(context);
                });
                UseCache(app);
            });

        for (var round = 0; round < 2; round++)
        {
            Assert.StartsWith(" #", await app.Client.GetStringAsync("/x", Token), StringComparison.Ordinal);
            Assert.StartsWith("CN=client a #", await app.Client.GetStringAsync("/x?known=1", Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Get_Localized_EveryCultureHasItsOwn()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", () => $"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name} {Count()}").CacheAnalytics("x"),
            pipeline: app =>
            {
                // As UseRequestLocalization does it, on machines that know no cultures as well.
                app.Use((context, next) =>
                {
                    var culture = new NamedCulture(context.Request.Query["culture"].ToString());
                    (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
                    context.Features.Set<IRequestCultureFeature>(new RequestCultureFeature(new RequestCulture(culture), null));
                    return next(context);
                });
                UseCache(app);
            });

        var german = await app.Client.GetStringAsync("/x?culture=de-DE", Token);
        var english = await app.Client.GetStringAsync("/x?culture=en-US", Token);

        Assert.StartsWith("de-DE de-DE", german, StringComparison.Ordinal);
        Assert.StartsWith("en-US en-US", english, StringComparison.Ordinal);
        Assert.Equal(german, await app.Client.GetStringAsync("/x?culture=de-DE", Token));
        Assert.Equal(english, await app.Client.GetStringAsync("/x?culture=en-US", Token));
    }

    private static Task ReadShop(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers["X-Read"] = context.Request.Headers["X-Shop"].Count == 0 ? "none" : "some";
        return next(context);
    }

    private void MapPlain(WebApplication app) => app.MapGet("/x", Count).CacheAnalytics("x");

    private Task<TestApp> StartReadingAsync(Reading reading, bool isRepaired, CollectingLoggerProvider logs) => StartAsync(
        app =>
        {
            reading.Map(app, Count, isRepaired);
            app.MapGet("/fresh/x", (HttpContext context) => reading.Read(context));
        },
        services: AddUsers,
        logs: logs,
        pipeline: UseUsers);

    private static void AddUsers(IServiceCollection services)
    {
        services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, ClientUsers>("test", null);
    }

    private void UseUsers(WebApplication app)
    {
        app.UseAuthentication();
        app.Use((context, next) =>
        {
            // What two clients differ by.
            var client = context.Request.Headers["X-Client"].ToString();
            context.Request.Headers.Remove("X-Client");
            context.Request.Scheme = client == "b" ? "https" : "http";
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = context.Request.Path + context.Request.QueryString;
            context.Features.Set<ISessionFeature>(new ClientSession(client));
            context.Features.Set<ITlsConnectionFeature>(new ClientTls(client));
            return next(context);
        });
        UseCache(app);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, string client, string path = "/x")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?known=1&q={client}");
        request.Headers.Add("X-Client", client);
        request.Headers.Add("X-Shop", client);
        request.Headers.Add("X-HTTP-Method-Override", client);
        request.Headers.Add("Accept-Language", client == "a" ? "de" : "en");
        request.Headers.Add("Accept", client == "a" ? "text/a" : "text/b");
        request.Headers.Add("Cookie", $"theme={client}");
        request.Headers.Host = $"{client}.example";
        return await app.Client.SendAsync(request, Token);
    }

    // Without the number of the run, and the path of its own.
    private static async Task<string> AnswerOf(HttpResponseMessage response) => (await response.Content.ReadAsStringAsync(Token)).Split(" #")[0];

    private static async Task<string> FreshAsync(TestApp app, string client) => (await (await SendAsync(app, client, "/fresh/x")).Content.ReadAsStringAsync(Token)).Replace("/fresh/x", "/x", StringComparison.Ordinal);

    private string Count() => $"#{Interlocked.Increment(ref _runs)}";
}
