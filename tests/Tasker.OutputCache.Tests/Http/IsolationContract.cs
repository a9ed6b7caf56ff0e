using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Nobody sees somebody else's response.</summary>
public abstract class IsolationContract : HttpContract
{
    private int _runs;

    [Theory]
    [InlineData(CachePartition.Anonymous, "ann@acme", "tasker; fwd=bypass; detail=authorization")]
    [InlineData(CachePartition.Tenant, null, "tasker; fwd=bypass; detail=anonymous")]
    [InlineData(CachePartition.User, null, "tasker; fwd=bypass; detail=anonymous")]
    [InlineData(CachePartition.Tenant, "ann", "tasker; fwd=bypass; detail=no-tenant")]
    [InlineData(CachePartition.Anonymous, null, "tasker; fwd=miss; stored")]
    [InlineData(CachePartition.Tenant, "ann@acme", "tasker; fwd=miss; stored")]
    [InlineData(CachePartition.User, "ann", "tasker; fwd=miss; stored")]
    [InlineData(CachePartition.Everyone, "ann@acme", "tasker; fwd=miss; stored")]
    public async Task Get_ByPartition_IsAdmittedOrSaysWhyNot(CachePartition partition, string? login, string expected)
    {
        await using var app = await StartAsync(partition);

        Assert.Equal(expected, StatusOf(await app.Client.SendAsync(TestUsers.Get("/who", login), Token)));
    }

    [Fact]
    public async Task Get_AuthorizationHeaderWithoutUser_GoesPastTheCache()
    {
        await using var app = await StartAsync(CachePartition.Anonymous);

        var request = TestUsers.Get("/who", null);
        request.Headers.Add("Authorization", "Bearer x");

        Assert.Equal("tasker; fwd=bypass; detail=authorization", StatusOf(await app.Client.SendAsync(request, Token)));
    }

    [Theory]
    [InlineData(CachePartition.Tenant, "ann@acme", "bob@globex", "cid@acme")]
    [InlineData(CachePartition.Tenant, "ann@a", "bob@a%3Aa", null)]
    [InlineData(CachePartition.Tenant, "ann@a%3Ab", "bob@a", null)]
    [InlineData(CachePartition.Tenant, "ann@%40a", "bob@a", null)]
    [InlineData(CachePartition.Tenant, "ann@a%1E", "bob@a", null)]
    [InlineData(CachePartition.Tenant, "ann@*", "bob@a", null)]
    [InlineData(CachePartition.User, "ann@acme", "bob@acme", "ann@globex")]
    [InlineData(CachePartition.User, "a%3Ab", "a", null)]
    public async Task Get_TwoPartitions_NeverShare(CachePartition partition, string one, string other, string? sameAsOne)
    {
        await using var app = await StartAsync(partition);

        var first = await GetAsync(app, "/who?namespace=b", one);
        var second = await GetAsync(app, "/who?namespace=b", other);
        var forged = await GetAsync(app, $"/who?namespace={first.Key}&tenant=acme&@tenant=acme", other);
        var again = await GetAsync(app, "/who?namespace=b", one);

        Assert.EndsWith(Uri.UnescapeDataString(one), first.Value, StringComparison.Ordinal);
        Assert.EndsWith(Uri.UnescapeDataString(other), second.Value, StringComparison.Ordinal);
        Assert.EndsWith(Uri.UnescapeDataString(other), forged.Value, StringComparison.Ordinal);
        Assert.Equal(first.Value, again.Value);
        if (sameAsOne is not null)
        {
            Assert.Equal(first.Value, (await GetAsync(app, "/who?namespace=b", sameAsOne)).Value);
        }
    }

    // Such a response may hold what is the other's, and would go to those who are the first one only.
    [Theory]
    [InlineData(CachePartition.Tenant, "ann@acme@globex", "cid@acme", "no-tenant")]
    [InlineData(CachePartition.Tenant, "ann@globex@acme", "cid@acme", "no-tenant")]
    [InlineData(CachePartition.User, "ann+bob", "ann", "no-user")]
    [InlineData(CachePartition.User, "bob+ann", "ann", "no-user")]
    public async Task Get_UserWithTwoIdentities_SharesWithNobody(CachePartition partition, string both, string one, string detail)
    {
        await using var app = await StartAsync(partition);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal($"tasker; fwd=bypass; detail={detail}", StatusOf(await app.Client.SendAsync(TestUsers.Get("/who", both), Token)));
        }

        var own = await GetAsync(app, "/who", one);
        Assert.Equal(own.Value, (await GetAsync(app, "/who", one)).Value);
        Assert.NotEqual(own.Value, (await GetAsync(app, "/who", both)).Value);
    }

    [Theory]
    [InlineData(CachePartition.Tenant, "ann@acme@acme")]
    [InlineData(CachePartition.User, "ann+ann")]
    public async Task Get_UserWithOneIdentityTwice_IsThatOne(CachePartition partition, string login)
    {
        await using var app = await StartAsync(partition);

        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await app.Client.SendAsync(TestUsers.Get("/who", login), Token)));
    }

    [Fact]
    public async Task Evict_ForOneTenant_LeavesTheOther()
    {
        await using var app = await StartAsync(CachePartition.Tenant);
        var acme = await GetAsync(app, "/who", "ann@acme");
        var globex = await GetAsync(app, "/who", "bob@globex");

        await app.Evictor.EvictAsync([CacheTag.For("analytics").ForTenant("acme")], Token);

        Assert.NotEqual(acme.Value, (await GetAsync(app, "/who", "ann@acme")).Value);
        Assert.Equal(globex.Value, (await GetAsync(app, "/who", "bob@globex")).Value);
    }

    [Theory]
    [InlineData(CachePartition.Anonymous)]
    [InlineData(CachePartition.Tenant)]
    [InlineData(CachePartition.User)]
    public async Task Get_CacheBeforeAuthentication_LeaksNothingAndSaysSoOnce(CachePartition partition)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(partition, logs, app =>
        {
            UseCache(app);
            app.UseAuthentication();
        });

        for (var i = 0; i < 3; i++)
        {
            foreach (var login in new[] { "ann@acme", "bob@globex" })
            {
                var response = await app.Client.SendAsync(TestUsers.Get("/who", login), Token);
                Assert.EndsWith(login, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
                Assert.Contains("detail=middleware-order", StatusOf(response), StringComparison.Ordinal);
            }
        }

        var warning = Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning && entry.Category.StartsWith("Tasker.", StringComparison.Ordinal));
        Assert.Contains("Call UseAuthentication before UseOutputCache", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_CacheBeforeAuthorization_LeaksNothingAndSaysSoOnce(bool byFallbackPolicy)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app =>
            {
                var endpoint = app.MapGet("/who", Who).CacheAnalytics(configure: static options => AsItIs(options, CachePartition.Everyone));
                _ = byFallbackPolicy ? endpoint : endpoint.RequireAuthorization();
            },
            services: services =>
            {
                TestUsers.AddTo(services);
                if (byFallbackPolicy)
                {
                    services.Configure<Microsoft.AspNetCore.Authorization.AuthorizationOptions>(static options => options.FallbackPolicy = options.DefaultPolicy);
                }
            },
            logs: logs,
            pipeline: app =>
            {
                app.UseAuthentication();
                UseCache(app);
                app.UseAuthorization();
            });

        for (var i = 0; i < 2; i++)
        {
            var allowed = await app.Client.SendAsync(TestUsers.Get("/who", "ann"), Token);
            Assert.Equal(200, (int)allowed.StatusCode);
            Assert.Equal("tasker; fwd=bypass; detail=middleware-order", StatusOf(allowed));
            Assert.Equal(401, (int)(await app.Client.SendAsync(TestUsers.Get("/who", null), Token)).StatusCode);
        }

        Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning && entry.Category.StartsWith("Tasker.", StringComparison.Ordinal));
    }

    private Task<TestApp> StartAsync(CachePartition partition, CollectingLoggerProvider? logs = null, Action<WebApplication>? pipeline = null) => StartAsync(
        app => app.MapGet("/who", Who).CacheAnalytics("who", vary: ["namespace"], configure: options => AsItIs(options, partition)),
        services: TestUsers.AddTo,
        logs: logs,
        pipeline: pipeline);

    // Its handler tells who has asked, so that it shows whose response this was.
    private static void AsItIs(CacheEndpointOptions options, CachePartition partition)
    {
        options.Partition = partition;
        options.Ignore.Add("claim:*");
    }

    private string Who(ClaimsPrincipal user) =>
        $"{Interlocked.Increment(ref _runs)} {user.FindFirstValue(ClaimTypes.NameIdentifier)}{(user.FindFirstValue("tenant") is { } tenant ? "@" + tenant : string.Empty)}";

    private static async Task<KeyValuePair<string, string>> GetAsync(TestApp app, string url, string login)
    {
        var response = await app.Client.SendAsync(TestUsers.Get(url, login), Token);
        return KeyValuePair.Create(Uri.EscapeDataString(login.Split('@')[^1]), await response.Content.ReadAsStringAsync(Token));
    }
}
